import type { GeneratorSecond, SecondUpdate } from '../../../shared/metrics/series.ts'
import type { Plan } from '../../../shared/plan/plan.ts'
import { ClosedSeconds } from './closed-seconds.ts'
import type { MeasuredSecond } from './closed-seconds.ts'
import { addFrame, readFrameHead } from './frame-codec.ts'
import type { DecodedFrame } from './frame-codec.ts'
import { FrameError } from './frame-error.ts'
import { generatorSecond } from './generator-second.ts'
import { noGauges } from './lane-gauges.ts'
import type { LaneGauges, ProcessGauges } from './lane-gauges.ts'
import { percentileMs } from './latency-statistics.ts'
import { LatencyMerger } from './merged-latency.ts'
import { shapeOf } from './metrics-shape.ts'
import type { RunAccumulator } from './run-accumulator.ts'
import { SecondPool } from './second-metrics.ts'
import type { SecondMetrics } from './second-metrics.ts'
import { SecondUpdateBuilder } from './second-update.ts'
import { SlotMetrics } from './slot-metrics.ts'
import type { SlotHistogram } from './stored-second.ts'

/** A second that is complete, or was completed by a late entry and replaces what was given for it before. */
export interface ClosedSecond {
  readonly update: SecondUpdate
  /** By slot; lent until the next `closeNext`, so encode them before. */
  readonly histograms: readonly SlotHistogram[]
  readonly corrected: boolean
}

/**
 * Merges the lanes' frames into seconds of the run and closes each once every lane has passed it.
 *
 * Always holds: every second before `#nextSecond` was closed once, in order; every frame is added to the accumulator
 * exactly once, with its second or, when that was closed before, at once. A frame later than `ClosedSeconds` can
 * reach back is filed under the earliest second that it still has, so that nothing is lost from the totals.
 */
export class SecondMerger {
  readonly #accumulator: RunAccumulator
  readonly #pool: SecondPool
  readonly #builder: SecondUpdateBuilder
  readonly #latencies = new LatencyMerger()
  readonly #all = new SlotMetrics()
  readonly #open = new Map<number, SecondMetrics>()
  readonly #corrections = new Map<number, SecondMetrics>()
  readonly #closed = new ClosedSeconds()
  /** The first second that the lane may still send as a new one. */
  readonly #passed: number[]
  /** By lane and second, as far as not closed; and the last ones closed, for seconds without a frame of the lane. */
  readonly #gauges: Map<number, LaneGauges>[]
  readonly #lastGauges: LaneGauges[]
  /** By lane, so far: a last frame need not make a second. */
  readonly #unexpectedData: number[]
  #nextSecond = 0
  /** The last second in which anything happened. */
  #lastSecond = -1
  #lent: SecondMetrics | undefined

  /** @param accumulator takes in every second as it closes */
  constructor(plan: Plan, lanes: number, accumulator: RunAccumulator) {
    this.#accumulator = accumulator
    this.#pool = new SecondPool(shapeOf(plan.slots, plan.scenarios.length))
    this.#builder = new SecondUpdateBuilder(plan)
    this.#passed = new Array<number>(lanes).fill(0)
    this.#gauges = this.#passed.map(() => new Map<number, LaneGauges>())
    this.#lastGauges = this.#passed.map(noGauges)
    this.#unexpectedData = this.#passed.map(() => 0)
  }

  /**
   * Adds a lane's frame; the buffer can go back to the lane afterwards.
   *
   * @throws FrameError where the frame is unreadable or comes out of its lane's order
   */
  addFrame(buffer: SharedArrayBuffer): void {
    const head = readFrameHead(buffer)
    this.#requireOrder(head)
    if (!head.late) {
      this.#passed[head.lane] = head.second + 1
      this.#gauges[head.lane]?.set(head.second, head.gauges)
      this.#unexpectedData[head.lane] = head.gauges.unexpectedData
      this.#accumulator.unexpectedData = this.#unexpectedData.reduce((sum, count) => sum + count, 0)
    }
    if (head.last) this.endLane(head.lane)
    if (head.second < this.#nextSecond) this.#addLate(buffer, head)
    else this.#addToOpen(buffer, head)
  }

  /** The lane is gone: no second waits for it any more. */
  endLane(lane: number): void {
    this.#passed[lane] = Number.POSITIVE_INFINITY
  }

  /**
   * The next second that every lane has passed, a corrected one first; null when there is none. Call it until null.
   *
   * @param process what the process used in this second
   */
  closeNext(process: ProcessGauges): ClosedSecond | null {
    this.#takeBackLent()
    const [correction] = this.#corrections.values()
    if (correction !== undefined) return this.#closeAgain(correction)
    const second = this.#nextSecond
    const passed = Math.min(...this.#passed)
    if (second >= passed || (passed === Number.POSITIVE_INFINITY && second > this.#lastSecond)) return null
    this.#nextSecond++
    return this.#close(this.#open.get(second) ?? this.#pool.take(second), process)
  }

  #close(metrics: SecondMetrics, process: ProcessGauges): ClosedSecond {
    this.#open.delete(metrics.second)
    const lanes = this.#takeGauges(metrics.second)
    const all = this.#sumSlots(metrics)
    this.#accumulator.addSecond(metrics, all)
    const generator = this.#watch(all, lanes, process)
    this.#accumulator.generator.add(generator)
    return this.#lend(metrics, all, { lanes, process, generator }, false)
  }

  #closeAgain(metrics: SecondMetrics): ClosedSecond {
    this.#corrections.delete(metrics.second)
    const { lanes, process, generator: before } = this.#closed.measuredIn(metrics.second)
    const all = this.#sumSlots(metrics)
    const generator = this.#watch(all, lanes, process)
    this.#accumulator.generator.replace(before, generator)
    return this.#lend(metrics, all, { lanes, process, generator }, true)
  }

  #lend(
    metrics: SecondMetrics,
    all: SlotMetrics,
    measured: MeasuredSecond,
    corrected: boolean
  ): ClosedSecond {
    const update = this.#builder.update(metrics, all, measured.lanes, measured.generator)
    this.#accumulator.timeline.set(update)
    const histograms = this.#builder.histograms(metrics)
    this.#closed.close(metrics.second, measured)
    this.#lent = metrics
    return { update, histograms, corrected }
  }

  #takeBackLent(): void {
    if (this.#lent !== undefined) this.#pool.giveBack(this.#lent)
    this.#lent = undefined
  }

  #addToOpen(buffer: SharedArrayBuffer, { second, frameBytes }: DecodedFrame): void {
    const metrics = this.#open.get(second) ?? this.#pool.take(second)
    this.#open.set(second, metrics)
    addFrame(buffer, metrics)
    this.#closed.keepFrame(second, buffer, frameBytes)
    // A lane that ends at the end of a second says so with an empty frame, which makes no second of its own.
    if (!metrics.isEmpty) this.#lastSecond = Math.max(this.#lastSecond, second)
  }

  #addLate(buffer: SharedArrayBuffer, { second, frameBytes }: DecodedFrame): void {
    const delta = this.#pool.take(second)
    addFrame(buffer, delta)
    if (!delta.isEmpty) {
      this.#accumulator.addSecond(delta, this.#sumSlots(delta))
      const kept = this.#closed.nearest(second)
      this.#correctionOf(kept).add(delta)
      this.#closed.keepFrame(kept, buffer, frameBytes)
    }
    this.#pool.giveBack(delta)
  }

  #correctionOf(second: number): SecondMetrics {
    const begun = this.#corrections.get(second)
    if (begun !== undefined) return begun
    const metrics = this.#pool.take(second)
    this.#closed.restore(second, metrics)
    this.#corrections.set(second, metrics)
    return metrics
  }

  #requireOrder({ lane, late, second }: DecodedFrame): void {
    const passed = this.#passed[lane]
    if (passed === undefined) throw new FrameError('FRAME_CORRUPT', `the run has no lane ${lane}`)
    if (passed !== Number.POSITIVE_INFINITY && late === second < passed) return
    throw new FrameError(
      'FRAME_OUT_OF_ORDER',
      `lane ${lane} sent second ${second}${late ? ' as late' : ''} when it was at ${passed}`
    )
  }

  /** A lane that was held up sends no frames for the seconds without events; its last known state stands for them. */
  #takeGauges(second: number): LaneGauges[] {
    return this.#gauges.map((gauges, lane) => {
      const found = gauges.get(second) ?? this.#lastGauges[lane]!
      gauges.delete(second)
      this.#lastGauges[lane] = found
      return found
    })
  }

  #sumSlots(metrics: SecondMetrics): SlotMetrics {
    this.#all.reset()
    for (const slot of metrics.usedSlots) this.#all.add(metrics.slot(slot))
    return this.#all
  }

  #watch(all: SlotMetrics, lanes: readonly LaneGauges[], process: ProcessGauges): GeneratorSecond {
    const { measured, warmUp } = this.#accumulator
    this.#latencies.release()
    const startLag = this.#latencies.merge([all], 'startLag')
    const response = this.#latencies.merge([warmUp.all, measured.all], 'response')
    return generatorSecond(lanes, process, percentileMs(startLag, 99), percentileMs(response, 50))
  }
}
