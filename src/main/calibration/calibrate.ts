import {
  CALIBRATION_SCHEMA,
  type CalibrationResult,
  type GeneratorJitter,
  type LaneThroughput
} from '../../shared/calibration.ts'
import type { RunSummary } from '../../shared/metrics/summary.ts'
import { validatePlanDocument } from '../plan/index.ts'
import type { GeneratorHold, RunController, RunHandle } from '../run/index.ts'
import type { RunningPracticeTarget } from '../target/index.ts'
import { JITTER_RATE, jitterPlan, throughputPlan } from './calibration-plans.ts'
import { timerJitterMs } from './timer-jitter.ts'

export interface CalibrationRequest {
  /** Throughput is measured for 1 to so many lanes. */
  readonly lanes: number
  /** Of all parts together, about. */
  readonly durationMs: number
  /** Away from the generator's threads. */
  readonly startTarget: () => Promise<RunningPracticeTarget>
  /** Called when a part begins, in words. */
  readonly onPart: (words: string) => void
}

/** The calibration was stopped: half of its figures are none. */
export class CalibrationStopped extends Error {
  constructor() {
    super('the calibration was stopped')
    this.name = 'CalibrationStopped'
  }
}

/** A run needs its warm-up and a few seconds of its own. */
const SHORTEST_PART_SECONDS = 3
/** The timers take about a second, starting and ending threads another. */
const OVERHEAD_MS = 2000
/** Of a lane: from here on what was measured is what it can do. */
const SATURATED_PERCENT = 90

/**
 * Measures what this machine can do as a generator, against a practice target of its own: throughput for each number of
 * lanes, then start lag at a low rate, and the timers of this thread in between. Nothing of it is saved as a run.
 */
export class Calibration {
  readonly result: Promise<CalibrationResult>
  readonly #generator: GeneratorHold
  #running: RunHandle | null = null
  #stopped = false

  /**
   * `result` rejects with CalibrationStopped when it was stopped.
   *
   * @throws Error when a run goes on already
   */
  constructor(controller: RunController, request: CalibrationRequest) {
    this.#generator = controller.hold()
    this.result = this.#measure(request).finally(() => this.#generator.release())
  }

  stop(): void {
    this.#stopped = true
    this.#running?.stop('immediate')
  }

  async #measure({ lanes, durationMs, startTarget, onPart }: CalibrationRequest): Promise<CalibrationResult> {
    const startedMs = performance.now()
    const measuredAt = new Date().toISOString()
    const parts = lanes + 1
    const seconds = Math.max(SHORTEST_PART_SECONDS, Math.round((durationMs - OVERHEAD_MS) / 1000 / parts))
    const target = await startTarget()
    try {
      const throughput: LaneThroughput[] = []
      for (let count = 1; count <= lanes; count++) {
        onPart(`throughput with ${count === 1 ? '1 lane' : `${count} lanes`}, ${seconds} s`)
        throughput.push(
          laneThroughput(count, await this.#run(throughputPlan(target.url, count, seconds), count))
        )
      }
      onPart(`punctuality at ${JITTER_RATE}/s, ${seconds} s`)
      const paced = await this.#run(jitterPlan(target.url, seconds), 1)
      const late = await timerJitterMs()
      return {
        ...{ schema: CALIBRATION_SCHEMA, measuredAt, durationMs: performance.now() - startedMs },
        ...{ environment: paced.run.environment, throughput, jitter: generatorJitter(paced, late) }
      }
    } finally {
      await target.close()
    }
  }

  async #run(document: Record<string, unknown>, lanes: number): Promise<RunSummary> {
    if (this.#stopped) throw new CalibrationStopped()
    const parsed = validatePlanDocument(document)
    if (!parsed.valid)
      throw new Error(`the plan of the calibration is wrong: ${parsed.problems[0]?.message ?? ''}`)
    this.#running = await this.#generator.start({
      ...{ plan: parsed.plan, document, env: {}, files: {}, lanes, databaseFile: null, allowedHosts: [] }
    })
    // Asked for while the threads were being made.
    if (this.#stopped) this.#running.stop('immediate')
    const { summary, message } = await this.#running.ended
    this.#running = null
    if (this.#stopped) throw new CalibrationStopped()
    if (summary === null || message !== null) throw new Error(message ?? 'a run ended without a result')
    return summary
  }
}

function laneThroughput(lanes: number, { rates, generator }: RunSummary): LaneThroughput {
  const { laneBusyPercent, cpuMicrosecondsPerRequest } = generator
  const measured = rates.requestsPerSecond
  const isSaturated = laneBusyPercent >= SATURATED_PERCENT || laneBusyPercent <= 0
  return {
    ...{ lanes, requestsPerSecond: measured, laneBusyPercent, cpuMicrosecondsPerRequest },
    ceilingPerSecond: isSaturated ? measured : (measured * 100) / laneBusyPercent
  }
}

function generatorJitter({ latency, generator }: RunSummary, lateMs: readonly number[]): GeneratorJitter {
  const at = (quantile: number): number => lateMs[Math.ceil(quantile * lateMs.length) - 1] ?? 0
  return {
    ratePerSecond: JITTER_RATE,
    startLagP50Ms: latency.startLag.p50,
    startLagP99Ms: latency.startLag.p99,
    maxLoopDelayMs: generator.maxLoopDelayMs,
    timerP50Ms: at(0.5),
    timerP99Ms: at(0.99),
    stealPercent: generator.stealPercent
  }
}
