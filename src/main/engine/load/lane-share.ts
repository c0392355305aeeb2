/**
 * What the lanes of a run share about load: claimed iterations and free virtual users, in one SharedArrayBuffer.
 * Iterations and VUs are striped over the lanes (item k belongs to lane k mod lanes), but limits are global: an
 * arrival is dropped only when no lane has a free VU, and shared iterations are claimed one by one.
 *
 * Layout, Int32 for each scenario:
 *
 *   [claimed iterations][lanes past their last arrival][arrivals handed off and not yet accepted]
 *   [VUs with iterations left][free VUs of lane 0][free VUs of lane 1] ...
 */
const CLAIMED = 0
const LANES_PAST = 1
const IN_TRANSIT = 2
const UNFINISHED = 3
const FREE = 4

export class LaneShare {
  readonly laneIndex: number
  readonly laneCount: number
  readonly buffer: SharedArrayBuffer
  readonly #cells: Int32Array

  /** Without a buffer a new one is made, to be handed to the other lanes. */
  constructor(laneIndex: number, laneCount: number, scenarioCount: number, buffer?: SharedArrayBuffer) {
    this.laneIndex = laneIndex
    this.laneCount = laneCount
    this.buffer = buffer ?? new SharedArrayBuffer(scenarioCount * (FREE + laneCount) * 4)
    this.#cells = new Int32Array(this.buffer)
  }

  /** How many of `total` striped items belong to this lane. */
  ownCount(total: number): number {
    return Math.max(0, Math.ceil((total - this.laneIndex) / this.laneCount))
  }

  /** The global index, from 0, of this lane's item number `own`. */
  globalIndex(own: number): number {
    return this.laneIndex + own * this.laneCount
  }

  /** Takes one of `limit` iterations; false when all are taken. */
  claimIteration(scenario: number, limit: number): boolean {
    const cell = this.#cell(scenario, CLAIMED)
    if (Atomics.load(this.#cells, cell) >= limit) return false
    return Atomics.add(this.#cells, cell, 1) < limit
  }

  /** At least so many iterations were claimed; each failed claim may count one more. */
  claimedIterations(scenario: number): number {
    return Atomics.load(this.#cells, this.#cell(scenario, CLAIMED))
  }

  /** VUs, over all lanes, that have iterations of their own left. */
  unfinishedVus(scenario: number): number {
    return Atomics.load(this.#cells, this.#cell(scenario, UNFINISHED))
  }

  addUnfinishedVus(scenario: number, count: number): void {
    Atomics.add(this.#cells, this.#cell(scenario, UNFINISHED), count)
  }

  addFreeVus(scenario: number, count: number): void {
    Atomics.add(this.#cells, this.#cell(scenario, FREE + this.laneIndex), count)
  }

  /**
   * Reserves a free VU, of this lane if it has one, else of another; returns the lane, or -1 when all are busy. An
   * arrival for another lane is in transit from now until that lane calls `arrivedFromTransit`.
   */
  reserveVu(scenario: number): number {
    for (let offset = 0; offset < this.laneCount; offset++) {
      const lane = (this.laneIndex + offset) % this.laneCount
      if (!this.#takeOne(this.#cell(scenario, FREE + lane))) continue
      if (offset > 0) Atomics.add(this.#cells, this.#cell(scenario, IN_TRANSIT), 1)
      return lane
    }
    return -1
  }

  arrivedFromTransit(scenario: number): void {
    Atomics.sub(this.#cells, this.#cell(scenario, IN_TRANSIT), 1)
  }

  /** Says that this lane will hand off no arrival any more. */
  passLastArrival(scenario: number): void {
    Atomics.add(this.#cells, this.#cell(scenario, LANES_PAST), 1)
  }

  /** No lane will hand off an arrival any more and none is on its way: a message is slower than this memory. */
  allArrivalsDelivered(scenario: number): boolean {
    return (
      Atomics.load(this.#cells, this.#cell(scenario, LANES_PAST)) >= this.laneCount &&
      Atomics.load(this.#cells, this.#cell(scenario, IN_TRANSIT)) === 0
    )
  }

  #takeOne(cell: number): boolean {
    let free = Atomics.load(this.#cells, cell)
    while (free > 0) {
      const seen = Atomics.compareExchange(this.#cells, cell, free, free - 1)
      if (seen === free) return true
      free = seen
    }
    return false
  }

  #cell(scenario: number, field: number): number {
    return scenario * (FREE + this.laneCount) + field
  }
}
