import type { RequestErrorCode } from '../../../src/shared/error-codes.ts'

/** Iterations of each fault, by two virtual users; of what lasts as long as a timeout, one for each of them. */
export const ITERATIONS = 4
export const SLOW_ITERATIONS = 2
/** Of everything that would go on for ever. It is long because all faults begin at once, on a busy machine. */
export const TIMEOUT_MS = 2000

/** One way in which a target goes wrong, as docs/errors.md lists it. */
export interface Fault {
  readonly name: string
  /** What every iteration ends with; null where nothing fails. */
  readonly code: RequestErrorCode | null
  /** Makes the place that goes wrong in this way. */
  readonly open: () => Promise<FaultyPlace>
}

export interface FaultyPlace {
  /** The step of a plan, without its name. */
  readonly request: Readonly<Record<string, unknown>> & { readonly url: string }
  readonly checks?: readonly unknown[]
  /** Valid responses of one iteration before the fault; none unless given. */
  readonly answered?: number
  /** Requests that arrived there whole; unknown where nobody counts them. */
  readonly received?: () => number
  /** Connections that were made there, where each request has to have one of its own. */
  readonly connections?: () => number
  close(): Promise<void>
}

export function isSlow({ code }: Fault): boolean {
  return code?.endsWith('_timeout') === true
}
