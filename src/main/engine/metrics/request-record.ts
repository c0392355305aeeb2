import { Outcome } from '../../../shared/metrics/outcome.ts'

/**
 * One request's times and result, filled in step by step: by the scenario (slot, intended start, expected status),
 * by the HTTP client (everything from `dispatchMs` on). Each virtual user owns one and reuses it, so nothing is
 * allocated for a request. All times are milliseconds on the run's clock.
 *
 * Always holds at the end: intended <= dispatch <= ready <= sent <= first byte <= end, where a moment that was
 * never reached equals `endMs`.
 */
export class RequestRecord {
  slot = 0
  /** The schedule's time for the first request of an open iteration, otherwise the end of the previous step. */
  intendedMs = 0
  /** The virtual user asked for a connection. */
  dispatchMs = 0
  /** A connection was ready to be written to; blocked, DNS, TCP and TLS lie before. */
  readyMs = 0
  /** The last byte of the request was handed to the kernel. */
  sentMs = 0
  firstByteMs = 0
  endMs = 0
  /** Durations inside set-up, 0 on a reused connection. */
  dnsMs = 0
  connectMs = 0
  tlsMs = 0
  outcome: Outcome = Outcome.ok
  /** 0 when no status line was received. */
  status = 0
  /** Number of the request error code, 0 for none. */
  error = 0
  bytesSent = 0
  bytesReceived = 0
  /** 1 after a stale keep-alive connection made the client send the request again. */
  retries = 0
}
