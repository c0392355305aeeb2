import type { IterationSource } from '../../src/main/engine/load/index.ts'

/** Iterations at given intended starts, one after the other. */
export class GivenIterations implements IterationSource {
  readonly #intendedMs: number[]

  constructor(...intendedMs: number[]) {
    this.#intendedMs = intendedMs
  }

  begin(): number {
    return this.#intendedMs.shift() ?? Number.NaN
  }

  end(): boolean {
    return false
  }
}
