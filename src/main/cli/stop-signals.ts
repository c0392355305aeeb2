import type { CliIo } from './cli-io.ts'

/** Hears the signals from before the run starts, so that none is lost. */
export class StopSignals {
  readonly close: () => void
  #count = 0
  #listener: (count: number) => void = () => {}

  constructor(io: CliIo) {
    this.close = io.onStopSignal(() => this.#listener(++this.#count))
  }

  /** Asks for the first stop, as the first signal does; nothing once there was one. */
  requestGraceful(): void {
    if (this.#count === 0) this.#listener(++this.#count)
  }

  /** Calls the listener with the number of signals so far, for those that came before as well. */
  listen(listener: (count: number) => void): void {
    this.#listener = listener
    if (this.#count > 0) listener(this.#count)
  }
}
