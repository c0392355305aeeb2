import { ActiveRun } from './active-run.ts'
import { describeEnvironment } from './environment.ts'
import type { RunHandle, RunRequest, ThreadFactory } from './run-contract.ts'

/** The generator for several runs one after the other: nobody else gets it in between. */
export interface GeneratorHold {
  /** As `RunController.start`, which refuses everybody else meanwhile. */
  start(request: RunRequest): Promise<RunHandle>
  release(): void
}

/**
 * Starts runs and knows the one that goes on. One run at a time: a second would share the generator with the first
 * and spoil the figures of both.
 */
export class RunController {
  readonly #threads: ThreadFactory
  #current: ActiveRun | null = null
  #starting = false
  #held = false

  constructor(threads: ThreadFactory) {
    this.#threads = threads
  }

  get current(): RunHandle | null {
    return this.#current
  }

  /** A run goes on or is about to, or somebody holds the generator for several. */
  get busy(): boolean {
    return this.#held || this.#starting || this.#current !== null
  }

  /**
   * Resolves when the first request may go out; the run's row is in the database by then.
   *
   * @throws Error when a run goes on already or the run cannot be prepared (the database cannot be opened, ...)
   */
  async start(request: RunRequest): Promise<RunHandle> {
    this.#requireFree()
    return this.#start(request)
  }

  /** @throws Error when a run goes on already */
  hold(): GeneratorHold {
    this.#requireFree()
    this.#held = true
    return {
      start: (request) => this.#start(request),
      release: () => {
        this.#held = false
      }
    }
  }

  #requireFree(): void {
    if (this.busy) throw new Error('A run is going on already')
  }

  async #start(request: RunRequest): Promise<RunHandle> {
    this.#starting = true
    try {
      const environment = await describeEnvironment(request.plan, request.env)
      const run = await ActiveRun.start(request, environment, this.#threads)
      this.#current = run
      void run.ended.then(() => (this.#current = null))
      return run
    } finally {
      this.#starting = false
    }
  }
}
