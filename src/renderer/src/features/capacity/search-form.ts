import { parseDuration } from '../../../../shared/duration.ts'
import type { CapacityResult } from '../../../../shared/capacity/capacity.ts'
import type { SearchChoices } from '../../../../shared/capacity/capacity-channels.ts'
import { objectivesOfPlan, readObjectives } from '../../../../shared/capacity/objectives.ts'
import { parsePlan } from '../../../../shared/plan/index.ts'

/** What the dialog holds: all as typed, empty where the default is meant. */
export interface SearchForm {
  /** One objective on each line. */
  objectives: string
  startRate: string
  maxRate: string
  step: string
  precision: string
}

export interface SearchFormCheck {
  readonly objectives: readonly string[]
  readonly choices: SearchChoices
  readonly problems: Readonly<Partial<Record<keyof SearchForm, string>>>
}

const EXAMPLE = 'http_req_response: p(99)<200\nhttp_req_failed: rate<0.01'

/** The objectives of the plan, or two to begin with; the choices of an earlier search. */
export function searchForm(document: unknown, previous: CapacityResult | null): SearchForm {
  const parsed = parsePlan(document)
  const found = previous?.objectives ?? (parsed.valid ? objectivesOfPlan(parsed.plan) : [])
  const lines = found.map(({ metric, expression }) => `${metric}: ${expression}`)
  return {
    objectives: lines.length === 0 ? EXAMPLE : lines.join('\n'),
    startRate: previous === null ? '' : String(previous.settings.startRate),
    maxRate: '',
    step: previous === null ? '' : `${previous.settings.stepSeconds}s`,
    precision: previous === null ? '' : String(previous.settings.precision * 100)
  }
}

export function checkSearchForm(form: SearchForm): SearchFormCheck {
  const objectives = form.objectives.split('\n').filter((line) => line.trim() !== '')
  const reading = readObjectives(objectives)
  const startRate = numberIn(form.startRate)
  const maxRate = numberIn(form.maxRate)
  const precision = numberIn(form.precision)
  const stepMs = form.step.trim() === '' ? null : (parseDuration(form.step) ?? NaN)
  const problems: Partial<Record<keyof SearchForm, string>> = {}
  if (objectives.length === 0) problems.objectives = 'Name at least one objective.'
  else if (!reading.ok) problems.objectives = reading.problems.map(({ message }) => message).join(' ')
  if (startRate !== null && !(startRate > 0)) problems.startRate = 'Expected a rate above 0.'
  if (maxRate !== null && !(maxRate > 0)) problems.maxRate = 'Expected a rate above 0.'
  if (precision !== null && !(precision >= 1 && precision <= 50)) problems.precision = 'Expected 1 to 50.'
  if (stepMs !== null && !(stepMs >= 1000)) problems.step = 'Expected a second or more, such as "10s".'
  return {
    objectives,
    choices: {
      ...(startRate !== null && { startRate }),
      ...(maxRate !== null && { maxRate }),
      ...(precision !== null && { precision: precision / 100 }),
      ...(stepMs !== null && { stepMs })
    },
    problems
  }
}

/** Null where nothing is typed, NaN for what is no number. */
function numberIn(text: string): number | null {
  const typed = text.trim()
  return typed === '' ? null : Number(typed)
}
