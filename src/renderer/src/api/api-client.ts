import type {
  EventChannel,
  EventContract,
  InvokeChannel,
  InvokeRequest,
  InvokeResponse,
  RendererApi
} from '../../../shared/ipc-contract.ts'
import { ApiError } from './api-error.ts'

declare global {
  interface Window {
    /** Exposed by the preload; nothing but this folder touches it. */
    readonly api: RendererApi
  }
}

/** The main process as the renderer sees it. Views get it from the app context, tests pass a fake. */
export interface ApiClient {
  /** @throws ApiError when the main process answers with an error. */
  call<C extends InvokeChannel>(channel: C, request: InvokeRequest<C>): Promise<InvokeResponse<C>>
  /** Returns the function that ends the subscription. */
  on<C extends EventChannel>(channel: C, listener: (event: EventContract[C]) => void): () => void
}

/** Turns the results of `transport` into values or thrown ApiErrors. */
export function createApiClient(transport: RendererApi): ApiClient {
  return {
    async call(channel, request) {
      const result = await transport.invoke(channel, request)
      if (result.ok) return result.value
      throw new ApiError(result.code, result.message, result.details)
    },
    on: (channel, listener) => transport.on(channel, listener)
  }
}

/** The client of this window. */
export function windowApiClient(): ApiClient {
  return createApiClient(window.api)
}
