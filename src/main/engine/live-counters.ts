import type { LiveCounters } from '../../shared/ipc-contract.ts'

const FIELDS = [
  'requestsStarted',
  'requestsCompleted',
  'requestsFailed',
  'iterationsCompleted',
  'iterationsDropped',
  'activeVus'
] as const satisfies readonly (keyof LiveCounters)[]

/**
 * The lanes' counters since the start of the run in shared memory: each lane writes its own row ten times a second,
 * the recorder adds the rows up for the live display, and no message is sent for it. A reader may see a row half
 * updated, which the next look mends; the saved figures come from frames.
 */
export class LiveCounterTable {
  readonly buffer: SharedArrayBuffer
  readonly #cells: Float64Array

  /** Without a buffer a new one is made, to be handed to the other threads. */
  constructor(laneCount: number, buffer?: SharedArrayBuffer) {
    this.buffer = buffer ?? new SharedArrayBuffer(laneCount * FIELDS.length * 8)
    this.#cells = new Float64Array(this.buffer)
  }

  write(lane: number, counters: LiveCounters): void {
    FIELDS.forEach((field, index) => (this.#cells[lane * FIELDS.length + index] = counters[field]))
  }

  sum(): LiveCounters {
    const sums = FIELDS.map((_, index) => {
      let sum = 0
      for (let cell = index; cell < this.#cells.length; cell += FIELDS.length) sum += this.#cells[cell]!
      return sum
    })
    const [requestsStarted = 0, requestsCompleted = 0, requestsFailed = 0, iterationsCompleted = 0] = sums
    const [, , , , iterationsDropped = 0, activeVus = 0] = sums
    return {
      ...{ requestsStarted, requestsCompleted, requestsFailed },
      ...{ iterationsCompleted, iterationsDropped, activeVus }
    }
  }
}
