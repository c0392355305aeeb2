import type { ClientContext } from './client-context.ts'

/** From so many requests in flight on one lane, a turn of Node's event loop brings several responses as a rule. */
const CROWD = 16

/**
 * Whether tasks had better wait until all responses of this turn of Node's event loop are read, rather than go on in the
 * callback that read theirs. In a crowd this keeps the service busy and each kind of code in the processor's cache, and
 * the time at which a response is stamped does not hold the next request of the one before; for single requests it
 * would only be a detour (docs/decisions/0012-crowds.md). Once a task waits, the last responses of a crowd do, too:
 * going on with one of them would mean that all that wait go on before the rest is read.
 */
export function isCrowd({
  requestsInFlight,
  loop
}: Pick<ClientContext, 'requestsInFlight' | 'loop'>): boolean {
  return requestsInFlight >= CROWD || loop.hasReady
}
