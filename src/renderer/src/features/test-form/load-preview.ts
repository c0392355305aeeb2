import {
  loadShape,
  parsePlan,
  plannedDurationMs,
  plannedIterations,
  type LoadShape
} from '../../../../shared/plan/index.ts'
import type { ExecutorKind, ScenarioPlan } from '../../../../shared/plan/plan.ts'
import { newPlanForm, type ScenarioForm } from './plan-form.ts'
import { toDocument } from './to-document.ts'

/** What a scenario will do, read from its options alone: drawn although its steps may still be wrong. */
export interface LoadPreview {
  readonly kind: ExecutorKind
  readonly shape: LoadShape
  readonly startMs: number
  /** From the start of the run to where it stops starting iterations; its longest where iterations bound it. */
  readonly endMs: number
  /** True where iterations, not time, end it. */
  readonly endsEarly: boolean
  readonly gracefulStopMs: number
  /** Null where it depends on how fast the iterations are. */
  readonly iterations: number | null
  /** Highest value of the shape. */
  readonly peak: number
  readonly maxVus: number
}

const PREVIEWED = 'preview'

/** Null while an option of the scenario is wrong or missing. */
export function previewScenario(scenario: ScenarioForm): LoadPreview | null {
  const document = toDocument({
    ...newPlanForm(),
    scenarios: [
      {
        ...scenario,
        name: PREVIEWED,
        flow: [{ kind: 'think', id: PREVIEWED, think: '0', rest: {} }],
        rest: {}
      }
    ],
    thresholds: []
  })
  const parsing = parsePlan(document)
  const planned = parsing.valid ? parsing.plan.scenarios[0] : undefined
  if (!parsing.valid || planned === undefined) return null
  const shape = loadShape(planned.executor)
  const endsAt = plannedDurationMs(parsing.plan)
  return {
    kind: planned.executor.kind,
    shape,
    startMs: planned.startTimeMs,
    endMs: endsAt ?? planned.startTimeMs + (shape.points.at(-1)?.timeMs ?? 0),
    endsEarly: endsAt === null,
    gracefulStopMs: planned.gracefulStopMs,
    iterations: plannedIterations(planned),
    peak: Math.max(...shape.points.map(({ value }) => value)),
    maxVus: mostVus(planned, shape)
  }
}

/** How much of the axis a load of unknown length gets at least, where everything else ends before it starts. */
const OPEN_SHARE = 0.2

/**
 * Where the time axis ends: with the last load whose end is known. A longest time that iterations may end long before
 * does not stretch it, so such a load may run out of the picture; alone it has its own longest time.
 */
export function axisEndMs(preview: LoadPreview, others: readonly LoadPreview[]): number {
  const all = [preview, ...others]
  const known = all.filter(({ endsEarly }) => !endsEarly)
  if (known.length === 0) return Math.max(1, preview.endMs)
  const open = all.filter(({ endsEarly }) => endsEarly)
  return Math.max(
    1,
    ...known.map(({ endMs }) => endMs),
    ...open.map(({ startMs, endMs }) => Math.min(endMs, startMs / (1 - OPEN_SHARE)))
  )
}

function mostVus({ executor }: ScenarioPlan, shape: LoadShape): number {
  if ('maxVUs' in executor) return executor.maxVUs
  return Math.max(...shape.points.map(({ value }) => value))
}
