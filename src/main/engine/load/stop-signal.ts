/**
 * How far the stop of a run from outside has come. It only ever moves forward:
 *
 *   running --> graceful (no new iterations; those in progress may end) --> immediate (cut off everything)
 *      \______________________________________________________________________^
 */
type StopPhase = 'running' | 'graceful' | 'immediate'

export class StopSignal {
  #phase: StopPhase = 'running'
  readonly #listeners = new Set<(phase: StopPhase) => void>()

  get phase(): StopPhase {
    return this.#phase
  }

  get requested(): boolean {
    return this.#phase !== 'running'
  }

  request(phase: 'graceful' | 'immediate'): void {
    if (this.#phase === phase || this.#phase === 'immediate') return
    this.#phase = phase
    for (const listener of [...this.#listeners]) listener(phase)
  }

  /** Returns the function that ends the subscription. */
  subscribe(listener: (phase: StopPhase) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
