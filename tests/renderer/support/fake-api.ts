import { createApiClient, type ApiClient } from '../../../src/renderer/src/api/index.ts'
import type {
  EventChannel,
  EventContract,
  InvokeChannel,
  InvokeRequest,
  InvokeResponse,
  IpcResult,
  RendererApi
} from '../../../src/shared/ipc-contract.ts'

type Answers = { [C in InvokeChannel]?: (request: InvokeRequest<C>) => InvokeResponse<C> }
type Listeners = { [C in EventChannel]: Set<(event: EventContract[C]) => void> }

/** A main process made of functions: what a channel answers, what was asked, and events at will. */
export class FakeApi implements RendererApi {
  readonly calls: { channel: InvokeChannel; request: unknown }[] = []
  readonly client: ApiClient = createApiClient(this)
  readonly #answers: Answers
  readonly #listeners: Listeners = {
    'run.started': new Set(),
    'run.progress': new Set(),
    'run.dialled': new Set(),
    'run.ended': new Set(),
    'history.changed': new Set(),
    'capacity.started': new Set(),
    'capacity.progress': new Set(),
    'capacity.ended': new Set(),
    'capacity.changed': new Set()
  }

  constructor(answers: Answers) {
    this.#answers = answers
  }

  invoke<C extends InvokeChannel>(
    channel: C,
    request: InvokeRequest<C>
  ): Promise<IpcResult<InvokeResponse<C>>> {
    this.calls.push({ channel, request })
    const answer = this.#answers[channel]
    if (answer === undefined) {
      return Promise.resolve({
        ok: false,
        code: 'no-answer',
        message: `no answer for ${channel}`,
        details: []
      })
    }
    return Promise.resolve({ ok: true, value: answer(request) })
  }

  on<C extends EventChannel>(channel: C, listener: (event: EventContract[C]) => void): () => void {
    this.#listeners[channel].add(listener)
    return () => this.#listeners[channel].delete(listener)
  }

  emit<C extends EventChannel>(channel: C, event: EventContract[C]): void {
    for (const listener of this.#listeners[channel]) listener(event)
  }

  get listenerCount(): number {
    return Object.values(this.#listeners).reduce((sum, listeners) => sum + listeners.size, 0)
  }
}
