import type { Awaitable } from '../scheduler/index.ts'
import type { Exchange } from './exchange.ts'

/** One virtual user's way to connections, its own or shared ones. */
export interface ClientSession {
  /**
   * Sends `exchange.request`; to be written as `yield* session.perform(exchange)`, which goes on once the exchange has
   * ended in one of the outcomes ok, timeout and transport error and throws none of them.
   *
   * When the task is cancelled meanwhile the outcome is *interrupted*, and CancelledError passes on. An exchange that
   * had ended just before the cancellation keeps its outcome.
   *
   * @param dispatchMs the present time of the loop, from a caller that has just read it
   */
  perform(exchange: Exchange, dispatchMs?: number): Awaitable<void>
  /** Closes the connections of this virtual user alone that carry no request. */
  closeIdle(): void
  /** Ends the session for good; what is in flight ends as interrupted. */
  close(): void
}
