/** How a request ended. The numbers are used on the hot path and in frames. */
export const Outcome = {
  /** A whole valid response with an expected status. */
  ok: 0,
  /** A whole valid response with an unexpected status. */
  httpError: 1,
  /** Cut off by one of the request's timeouts; recorded with its elapsed time. */
  timeout: 2,
  /** Anything else: refused, reset, malformed, truncated, TLS, DNS. Has no latency. */
  transportError: 3,
  /** Cut off by the stop of the run: stays in flight in the totals and has no latency. */
  interrupted: 4
} as const

export type Outcome = (typeof Outcome)[keyof typeof Outcome]
