import type { DialEvent } from './plan/dial.ts'

/** The part of the contract that changes the load of the run that goes on. */
export interface DialInvokeContract {
  /** Holds the load of a scenario at the value: virtual users, or starts for each time unit. */
  'run.dial': { request: { runId: string; scenario: string; value: number }; response: DialAnswer }
  'run.pause': { request: { runId: string }; response: DialAnswer }
  'run.resume': { request: { runId: string }; response: DialAnswer }
}

export interface DialEventContract {
  /** Told once for each change, whoever made it. */
  'run.dialled': { runId: string; event: DialEvent }
}

export interface DialAnswer {
  readonly event: DialEvent
  /** What the user should know of it; null for nothing. */
  readonly note: string | null
}
