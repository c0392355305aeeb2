import { formatDuration, parseDuration } from '../../shared/duration.ts'
import {
  dialledStages,
  dialledStartMs,
  pausesWithin,
  type DialledStages
} from '../../shared/plan/dialled-stages.ts'
import type { DialEvent } from '../../shared/plan/dial.ts'
import { startsAtOnce } from '../../shared/plan/first-start.ts'
import type { Plan, ScenarioPlan } from '../../shared/plan/plan.ts'
import { documentForEditor, withRelativePaths } from './plan-document-paths.ts'
import { yamlOf } from './amend-yaml.ts'
import { validatePlanDocument } from './validate-plan.ts'

/** What a run was made of, as the history keeps it. */
export interface DialledRun {
  readonly id: string
  /** The plan document as it was started. */
  readonly document: unknown
  /** Where its relative paths begin, where that is known. */
  readonly folder: string | null
  readonly plan: Plan
  readonly dial: readonly DialEvent[]
}

export interface DialledPlan {
  readonly document: Record<string, unknown>
  /** What the plan does not repeat, one sentence for each. */
  readonly notes: readonly string[]
}

type ScenarioDocument = Readonly<Record<string, unknown>>

/** Keys that say the load of an executor; the stages say it instead. */
const LOAD_KEYS: ReadonlySet<string> = new Set([
  ...['executor', 'vus', 'startVUs', 'rate', 'startRate', 'firstAtOnce', 'duration', 'stages'],
  ...['gracefulRampDown', 'startTime']
])

/**
 * A plan that asks for the same starts as a run did after everything that the hand did: scenarios of which it changed
 * nothing stay as they were, the others follow stages. It goes on to the end of the plan, also where the run was stopped.
 *
 * @throws Error when the hand left nothing to run, or the saved document is not what the plan was made of
 */
export function dialledPlan({
  document,
  plan,
  dial
}: Pick<DialledRun, 'document' | 'plan' | 'dial'>): DialledPlan {
  const root = recordOf(document)
  const scenarios = recordOf(root.scenarios)
  const notes: string[] = []
  const dialled = plan.scenarios.flatMap((scenario): [string, ScenarioDocument][] => {
    const { name } = scenario
    const before = recordOf(scenarios[name])
    const stages = dialledStages(scenario, dial)
    if (stages === null) {
      if (pausesWithin(scenario, dial).length > 0) notes.push(countedNote(scenario))
      return [[name, withStart(before, scenario, dialledStartMs(scenario, dial))]]
    }
    if (isSame(stages, dialledStages(scenario, []))) return [[name, before]]
    if (stages.start > 0 || stages.stages.some(({ target }) => target > 0))
      return [[name, dialledScenario(before, scenario, stages, dial)]]
    notes.push(
      `The scenario ${JSON.stringify(name)} is left out: its load was set to 0 before its first start.`
    )
    return []
  })
  if (dialled.length === 0) throw new Error('the load of every scenario was 0: there is no plan to save')
  const changed = { ...root, scenarios: Object.fromEntries(dialled) }
  const parsed = validatePlanDocument(changed)
  if (parsed.valid) return { document: changed, notes }
  throw new Error(parsed.problems.map(({ path, message }) => `${path}: ${message}`).join('\n'))
}

/**
 * As YAML, the notes as comments above it.
 *
 * @param folder where the text is to be kept: it names the same files from there
 */
export function dialledPlanText(run: DialledRun, folder: string): string {
  const { document, notes } = dialledPlan(run)
  const placed = documentForEditor({ document, folder: run.folder })
  const what =
    run.dial.length === 0
      ? `The plan of run ${run.id}.`
      : `What run ${run.id} was asked for after its load was changed by hand.`
  const comments = [what, ...notes].map((line) => `# ${line}\n`).join('')
  return `${comments}${yamlOf(withRelativePaths(placed, folder))}`
}

function dialledScenario(
  before: ScenarioDocument,
  scenario: ScenarioPlan,
  { start, startTimeMs, stages }: DialledStages,
  dial: readonly DialEvent[]
): ScenarioDocument {
  const { executor } = scenario
  const rest = Object.fromEntries(Object.entries(before).filter(([key]) => !LOAD_KEYS.has(key)))
  const written = stages.map(({ durationMs, target }) => ({ duration: durationText(durationMs), target }))
  const startTime = startTimeMs > 0 ? { startTime: durationText(startTimeMs) } : {}
  if ('timeUnitMs' in executor) {
    const atOnce = executor.poissonSeed === undefined && startsAtOnce(executor) ? { firstAtOnce: true } : {}
    return {
      executor: 'ramping-arrival-rate',
      ...{ ...startTime, startRate: start, ...atOnce, stages: written },
      ...rest
    }
  }
  // A pause cuts no iteration off; as a stage it would when it is longer than the time that is left to end in.
  const longestPauseMs = Math.max(0, ...pausesWithin(scenario, dial).map(({ durationMs }) => durationMs))
  const rampDownMs = executor.kind === 'ramping-vus' ? executor.gracefulRampDownMs : scenario.gracefulStopMs
  return {
    executor: 'ramping-vus',
    ...{ ...startTime, startVUs: start, stages: written },
    gracefulRampDown: durationText(Math.max(rampDownMs, longestPauseMs)),
    ...rest
  }
}

function withStart(
  before: ScenarioDocument,
  { startTimeMs }: ScenarioPlan,
  dialledMs: number
): ScenarioDocument {
  return dialledMs === startTimeMs ? before : { ...before, startTime: durationText(dialledMs) }
}

function countedNote({ name, executor }: ScenarioPlan): string {
  return `The scenario ${JSON.stringify(name)} runs without the pauses: ${executor.kind} has no stages.`
}

/** As text where that is exact. */
function durationText(durationMs: number): string | number {
  const text = formatDuration(durationMs)
  return parseDuration(text) === durationMs ? text : durationMs
}

function isSame(stages: DialledStages, others: DialledStages | null): boolean {
  return JSON.stringify(stages) === JSON.stringify(others)
}

function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value))
    return Object.fromEntries(Object.entries(value))
  throw new Error('the saved document of the run is not the one of its plan')
}
