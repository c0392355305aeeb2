import type { Failure } from './loop-core.ts'

/**
 * The failures that nobody has asked for yet. Each is reported once: when its future is garbage and so can no
 * longer be asked, or when the loop ends, whichever comes first.
 *
 * Invariant: `#pending` holds a failure from its tracking until it is retrieved or reported, and keeps no future
 * alive.
 */
export class UnretrievedFailures {
  readonly #pending = new Set<Failure>()
  readonly #report: (failure: Failure) => void
  readonly #collected: FinalizationRegistry<Failure>

  constructor(report: (failure: Failure) => void) {
    this.#report = report
    this.#collected = new FinalizationRegistry((failure) => this.#give(failure))
  }

  track(owner: object, failure: Failure): void {
    this.#pending.add(failure)
    this.#collected.register(owner, failure, failure)
  }

  retrieve(failure: Failure): void {
    failure.retrieved = true
    if (this.#pending.delete(failure)) this.#collected.unregister(failure)
  }

  reportAll(): void {
    for (const failure of this.#pending) {
      this.#collected.unregister(failure)
      this.#give(failure)
    }
  }

  #give(failure: Failure): void {
    if (this.#pending.delete(failure)) this.#report(failure)
  }
}
