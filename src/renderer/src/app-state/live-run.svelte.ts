import type { ApiClient } from '../api/index.ts'
import { RunModel } from './run-model.svelte.ts'

/**
 * The run that is going on, or the last one of this session. Follows the events of the main process and asks for
 * the current run at start-up, so that a reloaded page comes back to it with all its seconds.
 */
export class LiveRunStore {
  #model = $state.raw<RunModel | null>(null)
  #ready = $state(false)
  readonly #api: ApiClient

  constructor(api: ApiClient) {
    this.#api = api
  }

  get model(): RunModel | null {
    return this.#model
  }

  /** True once it is known whether a run goes on. */
  get isReady(): boolean {
    return this.#ready
  }

  get isRunning(): boolean {
    return this.#model?.isLive ?? false
  }

  /** Subscribes and catches up. Returns the function that ends the subscriptions. */
  async connect(): Promise<() => void> {
    const unsubscribe = [
      this.#api.on('run.started', (start) => {
        if (this.#model?.runId !== start.runId) this.#model = RunModel.starting(start)
      }),
      this.#api.on('run.progress', (progress) => {
        if (this.#model?.runId === progress.runId) this.#model.progress(progress)
        else void this.#catchUp()
      }),
      this.#api.on('run.dialled', ({ runId, event }) => {
        if (this.#model?.runId === runId) this.#model.dialled(event)
      }),
      this.#api.on('run.ended', ({ runId, status, summary, message }) => {
        if (this.#model?.runId === runId) this.#model.finish(status, summary, message)
      })
    ]
    try {
      await this.#catchUp()
    } finally {
      this.#ready = true
    }
    return () => unsubscribe.forEach((end) => end())
  }

  /**
   * Starts a plan document and gives the new run's id.
   * @throws ApiError with the plan's problems as details, or because a run is going on.
   */
  async start(document: unknown): Promise<string> {
    const { runId } = await this.#api.call('run.start', { document })
    // The answer can overtake the event that tells of the run; the page that opens next looks for it here.
    if (this.#model?.runId !== runId) await this.#catchUp()
    return runId
  }

  /** The first stop is graceful: what is in flight may end. The second cuts it off. */
  async stop(immediately: boolean): Promise<void> {
    const model = this.#model
    if (model === null || !model.isLive) return
    await this.#api.call('run.stop', { runId: model.runId, immediately })
    if (model.isLive) model.phase = 'stopping'
  }

  /**
   * Holds the load of a scenario at a value; gives what the user should know of it, or null.
   * @throws ApiError when it cannot be done
   */
  async dial(scenario: string, value: number): Promise<string | null> {
    const runId = this.#model?.runId ?? ''
    const { note } = await this.#api.call('run.dial', { runId, scenario, value })
    return note
  }

  /** @throws ApiError when it cannot be done */
  async pause(pause: boolean): Promise<void> {
    const runId = this.#model?.runId ?? ''
    await this.#api.call(pause ? 'run.pause' : 'run.resume', { runId })
  }

  async #catchUp(): Promise<void> {
    const run = await this.#api.call('run.current', null)
    if (run === null) return
    if (this.#model?.runId === run.runId && this.#model.secondCount >= run.seconds.length) return
    this.#model = RunModel.live(run)
  }
}
