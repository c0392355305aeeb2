import type { CapacityResult, CapacityProgress } from '../../../shared/capacity/capacity.ts'
import type { CapacityInvokeContract, LiveCapacity } from '../../../shared/capacity/capacity-channels.ts'
import type { ApiClient } from '../api/index.ts'

/** A search as the page shows it: going on while it has progress. */
export interface SearchModel {
  readonly result: CapacityResult
  /** Null when it has ended. */
  readonly progress: CapacityProgress | null
  /** Why it failed inside Loadgale; null for every ordinary end. */
  readonly message: string | null
}

/** The capacity search that is going on, or the last one of this session. */
export class LiveSearchStore {
  #model = $state.raw<SearchModel | null>(null)
  #ready = $state(false)
  readonly #api: ApiClient

  constructor(api: ApiClient) {
    this.#api = api
  }

  get model(): SearchModel | null {
    return this.#model
  }

  /** True once it is known whether a search goes on. */
  get isReady(): boolean {
    return this.#ready
  }

  get isRunning(): boolean {
    return this.#model !== null && this.#model.progress !== null
  }

  /** Subscribes and catches up. Returns the function that ends the subscriptions. */
  async connect(): Promise<() => void> {
    const unsubscribe = [
      this.#api.on('capacity.started', (live) => this.#adopt(live)),
      this.#api.on('capacity.progress', (progress) => this.#progress(progress)),
      this.#api.on('capacity.ended', ({ result, message }) => {
        this.#model = { result, progress: null, message }
      })
    ]
    try {
      await this.#catchUp()
    } finally {
      this.#ready = true
    }
    return () => unsubscribe.forEach((end) => end())
  }

  /** @throws ApiError with what is wrong as details, or because the generator is busy */
  async start(request: CapacityInvokeContract['capacity.start']['request']): Promise<string> {
    const { searchId } = await this.#api.call('capacity.start', request)
    // The answer can overtake the event that tells of the search.
    if (this.#model?.result.search.id !== searchId) await this.#catchUp()
    return searchId
  }

  async stop(immediately: boolean): Promise<void> {
    const model = this.#model
    if (model === null || model.progress === null) return
    await this.#api.call('capacity.stop', { searchId: model.result.search.id, immediately })
  }

  #adopt({ result, progress }: LiveCapacity): void {
    this.#model = { result, progress, message: null }
  }

  #progress(progress: CapacityProgress): void {
    const model = this.#model
    if (model === null || model.result.search.id !== progress.id) return void this.#catchUp()
    if (model.progress === null) return
    const { step } = progress
    const isNew = step !== null && !model.result.steps.some(({ position }) => position === step.position)
    const result = isNew ? { ...model.result, steps: [...model.result.steps, step] } : model.result
    this.#model = { ...model, result, progress }
  }

  async #catchUp(): Promise<void> {
    const live = await this.#api.call('capacity.current', null)
    if (live !== null) this.#adopt(live)
  }
}
