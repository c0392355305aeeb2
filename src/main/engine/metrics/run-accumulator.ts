import type { Plan } from '../../../shared/plan/plan.ts'
import { GeneratorTotals } from './generator-totals.ts'
import { RunTimeline } from './limiter/index.ts'
import { isOpenModel, shapeOf } from './metrics-shape.ts'
import type { MetricsShape } from './metrics-shape.ts'
import { ITERATION_COUNT_LENGTH, IterationCount, SecondPool } from './second-metrics.ts'
import type { SecondMetrics } from './second-metrics.ts'
import { SlotMetrics } from './slot-metrics.ts'
import { fillFromStored } from './stored-second.ts'
import type { StoredSecond } from './stored-second.ts'

/** A span of the run, by slot and for all slots together. */
export interface SpanTotals {
  readonly metrics: SecondMetrics
  readonly all: SlotMetrics
}

/** Iterations of a scenario or of all. `planned` of a closed model is what it started. */
export interface IterationCounts {
  readonly planned: number
  readonly started: number
  readonly completed: number
  readonly interrupted: number
  readonly dropped: number
}

export interface CheckCounts {
  readonly passed: number
  readonly failed: number
}

/**
 * The run so far: what thresholds are judged by and the summary is made from. Seconds that start within the warm-up are
 * kept apart, since they count but are left out of verdicts and distributions.
 *
 * Always holds: `warmUp` and `measured` together hold every added second exactly once, and `all` of each is the sum of
 * its slots. Behind the plan's scenarios and checks each has one more entry for stored seconds, which are known for the
 * run as a whole only.
 */
export class RunAccumulator {
  readonly plan: Plan
  readonly warmUp: SpanTotals
  readonly measured: SpanTotals
  readonly generator = new GeneratorTotals()
  readonly timeline = new RunTimeline()
  /** Connections closed because of bytes that nobody asked for; null as long as no lane has said so, as in stored seconds. */
  unexpectedData: number | null = null
  /** What stored seconds took away; true for everything while only merged seconds were added. */
  readonly known: { phasesByOutcome: boolean; iterationsByScenario: boolean; checksByName: boolean } = {
    phasesByOutcome: true,
    iterationsByScenario: true,
    checksByName: true
  }
  readonly #shape: MetricsShape
  readonly #pool: SecondPool
  readonly #storedAll = new SlotMetrics()

  constructor(plan: Plan) {
    this.plan = plan
    const shape = shapeOf(plan.slots, plan.scenarios.length)
    this.#shape = { ...shape, scenarios: shape.scenarios + 1, checks: shape.checks + 1 }
    this.#pool = new SecondPool(this.#shape)
    this.warmUp = { metrics: this.#pool.take(0), all: new SlotMetrics() }
    this.measured = { metrics: this.#pool.take(0), all: new SlotMetrics() }
  }

  /** The warm-up in whole seconds, rounded up: a second belongs to it if it starts within. */
  get warmUpSeconds(): number {
    return Math.ceil(this.plan.warmUpMs / 1000)
  }

  /** Milliseconds after the warm-up of a run that has lasted so long: what every rate is divided by. */
  measuredMs(durationMs: number): number {
    return Math.max(0, durationMs - this.warmUpSeconds * 1000)
  }

  /** @param all the sum of the second's slots */
  addSecond(metrics: SecondMetrics, all: SlotMetrics): void {
    const span = metrics.second < this.warmUpSeconds ? this.warmUp : this.measured
    span.metrics.add(metrics)
    span.all.add(all)
  }

  /** Adds a second as the store keeps it; see fillFromStored for what it cannot know. */
  addStoredSecond(stored: StoredSecond): void {
    const metrics = this.#pool.take(stored.update.run.second)
    // A plan's only scenario or check is the one that was meant.
    const { scenarios, checks } = this.#shape
    const attributed = { scenario: scenarios === 2 ? 0 : scenarios - 1, check: checks === 2 ? 0 : checks - 1 }
    if (!fillFromStored(metrics, stored, attributed)) this.known.phasesByOutcome = false
    const { run } = stored.update
    if (scenarios > 2 && run.iterationsStarted + run.iterationsDropped > 0)
      this.known.iterationsByScenario = false
    if (checks > 2 && run.checksPassed + run.checksFailed > 0) this.known.checksByName = false
    this.#storedAll.reset()
    for (const slot of metrics.usedSlots) this.#storedAll.add(metrics.slot(slot))
    this.addSecond(metrics, this.#storedAll)
    this.generator.add(stored.update.run.generator)
    this.timeline.set(stored.update)
    this.#pool.giveBack(metrics)
  }

  /** Of one scenario, or of all of them; over the whole run or after the warm-up. */
  iterations(span: 'whole' | 'measured', scenario: number | 'all'): IterationCounts {
    const counts = { planned: 0, started: 0, completed: 0, interrupted: 0, dropped: 0 }
    for (const totals of this.#spans(span)) {
      for (let index = 0; index < this.#shape.scenarios; index++) {
        if (scenario !== 'all' && scenario !== index) continue
        const executor = this.plan.scenarios[index]?.executor
        const isClosed = executor !== undefined && !isOpenModel(executor)
        const at = (count: number): number =>
          totals.metrics.iterations[index * ITERATION_COUNT_LENGTH + count] ?? 0
        counts.planned += at(isClosed ? IterationCount.started : IterationCount.planned)
        counts.started += at(IterationCount.started)
        counts.completed += at(IterationCount.completed)
        counts.interrupted += at(IterationCount.interrupted)
        counts.dropped += at(IterationCount.dropped)
      }
    }
    return counts
  }

  /** Of one check slot, or of all of them; over the whole run or after the warm-up. */
  checks(span: 'whole' | 'measured', slot: number | 'all'): CheckCounts {
    const counts = { passed: 0, failed: 0 }
    for (const totals of this.#spans(span)) {
      for (let index = 0; index < this.#shape.checks; index++) {
        if (slot !== 'all' && slot !== index) continue
        counts.passed += totals.metrics.checks[2 * index] ?? 0
        counts.failed += totals.metrics.checks[2 * index + 1] ?? 0
      }
    }
    return counts
  }

  #spans(span: 'whole' | 'measured'): readonly SpanTotals[] {
    return span === 'whole' ? [this.warmUp, this.measured] : [this.measured]
  }
}
