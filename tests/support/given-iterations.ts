import type { IterationSource } from '../../src/main/engine/load/index.ts'

/** Iterations at given intended starts, one after the other. */
export class GivenIterations implements IterationSource {
  intendedMs = Number.NaN
  readonly #left: number[]

  constructor(...intendedMs: number[]) {
    this.#left = intendedMs
  }

  begin(): boolean {
    this.intendedMs = this.#left.shift() ?? Number.NaN
    return !Number.isNaN(this.intendedMs)
  }

  end(): boolean {
    return false
  }
}
