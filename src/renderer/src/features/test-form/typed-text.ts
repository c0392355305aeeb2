import type { PlanForm, ScenarioForm, StepForm } from './plan-form.ts'
import { executorInfo } from './executors.ts'

export const TEXT_FORMATS = ['yaml', 'json'] as const
export type TextFormat = (typeof TEXT_FORMATS)[number]

/** The plan as somebody typed it: kept to the letter for as long as the form does not say otherwise. */
export interface TypedText {
  readonly text: string
  readonly format: TextFormat
  /** The document that the form stood for when it last followed the text, as JSON. */
  readonly base: string
  /** Whether the form follows it. */
  readonly state: 'unread' | 'taken' | 'refused'
  /** Why it was refused; stays while a later text is being read. */
  readonly mistake: TextMistake | null
}

export interface TextMistake {
  readonly message: string
  readonly line: number | null
}

/** What keeps the plan from being started: null where the form says what the text says. */
export function textProblem(typed: TypedText | null): string | null {
  if (typed === null || typed.state === 'taken') return null
  if (typed.mistake === null) return 'The text is being read.'
  const { line, message } = typed.mistake
  return `${line === null ? '' : `Line ${line}: `}${message} The form stays as it was until the text is mended.`
}

/**
 * Gives a form that was read from text the ids of the form before it, scenario by name and step by place, and the
 * texts that no document holds: the options of executors that are not chosen.
 */
export function keepIdentity(form: PlanForm, before: PlanForm): PlanForm {
  const scenarios = form.scenarios.map((scenario, index) => {
    const named = before.scenarios.find(({ name }) => name === scenario.name)
    const other = before.scenarios[index]
    const isRenamed = other !== undefined && !form.scenarios.some(({ name }) => name === other.name)
    const same = named ?? (isRenamed ? other : undefined)
    return same === undefined ? scenario : keepScenario(scenario, same)
  })
  return { ...form, scenarios }
}

function keepScenario(scenario: ScenarioForm, before: ScenarioForm): ScenarioForm {
  const info = executorInfo(scenario.executor)
  const shown: readonly string[] = info?.fields.map(({ option }) => option) ?? Object.keys(scenario.options)
  const hidden = Object.entries(before.options).filter(
    ([option]) => !shown.includes(option) && option !== 'startTime' && option !== 'gracefulStop'
  )
  return {
    ...scenario,
    id: before.id,
    options: {
      ...scenario.options,
      ...Object.fromEntries(hidden.filter(([option]) => !isFilled(scenario, option)))
    },
    stages: info?.stages === null && scenario.stages.length === 0 ? before.stages : scenario.stages,
    flow: scenario.flow.map((step, index) => keepStep(step, before.flow[index]))
  }
}

function isFilled({ options }: ScenarioForm, option: string): boolean {
  return Object.entries(options).some(([name, text]) => name === option && text !== '')
}

function keepStep(step: StepForm, before: StepForm | undefined): StepForm {
  return before?.kind === step.kind ? { ...step, id: before.id } : step
}
