import type { InvokeChannel, InvokeRequest, InvokeResponse } from '../../shared/ipc-contract.ts'

/** A function for every invoke channel: a channel without one does not compile. */
export type HandlerTable = {
  readonly [C in InvokeChannel]: (request: InvokeRequest<C>) => Promise<InvokeResponse<C>> | InvokeResponse<C>
}

/** The handlers of one domain, for a table made of several. */
export type HandlersOf<C extends InvokeChannel> = Pick<HandlerTable, C>
