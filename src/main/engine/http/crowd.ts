/** From so many requests in flight on one lane, a turn of Node's event loop brings several responses as a rule. */
const CROWD = 16
/** So many tasks wait for each other at most: what they need has to be in the processor's cache still when they go on. */
const MOST_WAITING = 32

/**
 * Whether a task had better wait until more responses of this turn of Node's event loop are read, rather than go on in
 * the callback that read its own. In a crowd this keeps the service busy and each kind of code in the processor's cache,
 * and the time at which a response is stamped does not hold the next request of the one before; for single requests it
 * would only be a detour (docs/decisions/0012-crowds.md).
 *
 * @param waiting tasks that wait already
 */
export function shouldWait(requestsInFlight: number, waiting: number): boolean {
  return requestsInFlight >= CROWD && waiting < MOST_WAITING
}
