import { ActiveRun } from './active-run.ts'
import { describeEnvironment } from './environment.ts'
import type { RunHandle, RunRequest, ThreadFactory } from './run-contract.ts'

/**
 * Starts runs and knows the one that goes on. One run at a time: a second would share the generator with the first
 * and spoil the figures of both.
 */
export class RunController {
  readonly #threads: ThreadFactory
  #current: ActiveRun | null = null
  #starting = false

  constructor(threads: ThreadFactory) {
    this.#threads = threads
  }

  get current(): RunHandle | null {
    return this.#current
  }

  /** A run goes on or is about to. */
  get busy(): boolean {
    return this.#starting || this.#current !== null
  }

  /**
   * Resolves when the first request may go out; the run's row is in the database by then.
   *
   * @throws Error when a run goes on already or the run cannot be prepared (the database cannot be opened, ...)
   */
  async start(request: RunRequest): Promise<RunHandle> {
    if (this.busy) throw new Error('A run is going on already')
    this.#starting = true
    try {
      const environment = await describeEnvironment(request.plan)
      const run = await ActiveRun.start(request, environment, this.#threads)
      this.#current = run
      void run.ended.then(() => (this.#current = null))
      return run
    } finally {
      this.#starting = false
    }
  }
}
