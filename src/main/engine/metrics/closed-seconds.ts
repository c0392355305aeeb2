import type { GeneratorSecond } from '../../../shared/metrics/series.ts'
import { addFrame, encodeFrame, frameSizeBound } from './frame-codec.ts'
import { FrameBufferPool } from './frame-buffer-pool.ts'
import { noGauges } from './lane-gauges.ts'
import type { LaneGauges, ProcessGauges } from './lane-gauges.ts'
import type { SecondMetrics } from './second-metrics.ts'

/** What was measured in a second beside its events, which no late entry changes. */
export interface MeasuredSecond {
  readonly lanes: readonly LaneGauges[]
  readonly process: ProcessGauges
  readonly generator: GeneratorSecond
}

interface KeptSecond extends MeasuredSecond {
  readonly buffer: ArrayBuffer
}

/** Only an entry later than this is misfiled; a lane is behind by the length of a stall, seconds at most. */
const KEPT_SECONDS = 120
/** Plans of many request names keep fewer. */
const KEPT_BYTES = 32 * 1024 * 1024
const LEAST_SECONDS = 10
const UNUSED_HEADER = { lane: 0, late: false, last: false }
const UNUSED_GAUGES = noGauges()

/**
 * The seconds that were closed last, as frames, so that a late entry can be added and the second given again.
 *
 * Always holds: the kept seconds are contiguous and end with the one closed last.
 */
export class ClosedSeconds {
  readonly #kept = new Map<number, KeptSecond>()
  readonly #buffers = new FrameBufferPool()
  #bytes = 0

  /** Keeps the second as it is now, in the place of what was kept for it before. */
  keep(metrics: SecondMetrics, measured: MeasuredSecond): void {
    const before = this.#kept.get(metrics.second)
    if (before !== undefined) this.#putBack(before)
    const buffer = this.#buffers.obtain(frameSizeBound(metrics))
    encodeFrame(metrics, UNUSED_HEADER, UNUSED_GAUGES, buffer)
    this.#bytes += buffer.byteLength
    // Setting a key that is there keeps its place, so that the order stays that of the seconds.
    this.#kept.set(metrics.second, { ...measured, buffer })
    while (this.#hasTooMany()) this.#dropOldest()
  }

  /** The second itself while it is kept, otherwise the oldest one kept. */
  nearest(second: number): number {
    const [oldest] = this.#kept.keys()
    if (oldest === undefined) throw new RangeError('no second was closed yet')
    return Math.max(oldest, second)
  }

  /** @throws RangeError for a second that is not kept */
  measuredIn(second: number): MeasuredSecond {
    return this.#require(second)
  }

  /** Adds the events of the second. @throws RangeError for a second that is not kept */
  restore(second: number, into: SecondMetrics): void {
    addFrame(this.#require(second).buffer, into)
  }

  #require(second: number): KeptSecond {
    const kept = this.#kept.get(second)
    if (kept === undefined) throw new RangeError(`second ${second} is not kept`)
    return kept
  }

  #hasTooMany(): boolean {
    if (this.#kept.size > KEPT_SECONDS) return true
    return this.#bytes > KEPT_BYTES && this.#kept.size > LEAST_SECONDS
  }

  #dropOldest(): void {
    const [oldest] = this.#kept
    if (oldest === undefined) return
    this.#kept.delete(oldest[0])
    this.#putBack(oldest[1])
  }

  #putBack(kept: KeptSecond): void {
    this.#bytes -= kept.buffer.byteLength
    this.#buffers.putBack(kept.buffer)
  }
}
