import type { GeneratorSecond } from '../../../shared/metrics/series.ts'
import { addFrame } from './frame-codec.ts'
import { FrameBufferPool } from './frame-buffer-pool.ts'
import type { LaneGauges, ProcessGauges } from './lane-gauges.ts'
import type { SecondMetrics } from './second-metrics.ts'

/** What was measured in a second beside its events, which no late entry changes. */
export interface MeasuredSecond {
  readonly lanes: readonly LaneGauges[]
  readonly process: ProcessGauges
  readonly generator: GeneratorSecond
}

/** Only an entry later than this is misfiled; a lane is behind by the length of a stall, seconds at most. */
const KEPT_SECONDS = 120
/** Plans of many request names keep fewer. */
const KEPT_BYTES = 32 * 1024 * 1024
const LEAST_SECONDS = 10

/**
 * Copies of the frames of the seconds that were closed last, so that a late entry can be added and the second given
 * again.
 *
 * Always holds: the closed seconds are contiguous and end with the one closed last; frames are kept for these and for
 * seconds that are still open.
 */
export class ClosedSeconds {
  readonly #closed = new Map<number, MeasuredSecond>()
  readonly #frames = new Map<number, SharedArrayBuffer[]>()
  readonly #buffers = new FrameBufferPool()
  #bytes = 0

  /** Copies the frame, which is one of this second, open or closed. */
  keepFrame(second: number, frame: SharedArrayBuffer, frameBytes: number): void {
    const copy = this.#buffers.obtain(frameBytes)
    new Uint8Array(copy).set(new Uint8Array(frame, 0, frameBytes))
    this.#bytes += copy.byteLength
    const frames = this.#frames.get(second)
    if (frames === undefined) this.#frames.set(second, [copy])
    else frames.push(copy)
  }

  /** The second was closed, or closed again; the oldest are given up. */
  close(second: number, measured: MeasuredSecond): void {
    // Setting a key that is there keeps its place, so that the order stays that of the seconds.
    this.#closed.set(second, measured)
    while (this.#hasTooMany()) this.#dropOldest()
  }

  /** The second itself while it is kept, otherwise the oldest one kept. */
  nearest(second: number): number {
    const [oldest] = this.#closed.keys()
    if (oldest === undefined) throw new RangeError('no second was closed yet')
    return Math.max(oldest, second)
  }

  /** @throws RangeError for a second that is not kept */
  measuredIn(second: number): MeasuredSecond {
    const measured = this.#closed.get(second)
    if (measured === undefined) throw new RangeError(`second ${second} is not kept`)
    return measured
  }

  /** Adds the events of the second. */
  restore(second: number, into: SecondMetrics): void {
    for (const frame of this.#frames.get(second) ?? []) addFrame(frame, into)
  }

  #hasTooMany(): boolean {
    if (this.#closed.size > KEPT_SECONDS) return true
    return this.#bytes > KEPT_BYTES && this.#closed.size > LEAST_SECONDS
  }

  #dropOldest(): void {
    const [oldest] = this.#closed.keys()
    if (oldest === undefined) return
    this.#closed.delete(oldest)
    for (const frame of this.#frames.get(oldest) ?? []) {
      this.#bytes -= frame.byteLength
      this.#buffers.putBack(frame)
    }
    this.#frames.delete(oldest)
  }
}
