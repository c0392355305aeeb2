/** When the server answers a request, by itself or after those before it. Times are milliseconds. */
export type AnswerTiming =
  | { readonly kind: 'at-once' }
  | { readonly kind: 'fixed'; readonly delayMs: number }
  /** `rareMs` for a share of the requests, `commonMs` for the others. */
  | {
      readonly kind: 'bimodal'
      readonly commonMs: number
      readonly rareMs: number
      readonly rareShare: number
      readonly seed: number
    }
  | { readonly kind: 'log-normal'; readonly medianMs: number; readonly sigma: number; readonly seed: number }
  /** `delayMs`, but what would be answered within the stall is held to its end. Both count from the run's time 0. */
  | {
      readonly kind: 'stall'
      readonly delayMs: number
      readonly stallFromMs: number
      readonly stallToMs: number
    }
  | SingleServersTiming

/**
 * Servers side by side, each first come first served with exponential service times: the S of M/M/1. A request goes to
 * one at random, which makes of Poisson arrivals Poisson arrivals at each.
 */
export interface SingleServersTiming {
  readonly kind: 'single-servers'
  readonly servers: number
  readonly meanServiceMs: number
  /** How busy the arrivals will keep each server, 0 to 1. They find the servers as if that had gone on for ever. */
  readonly utilisation: number
  readonly seed: number
}

export interface AnswerScript {
  readonly timing: AnswerTiming
  /** `hello` without. */
  readonly body?: string
  /** One arrival, counted from 0, gets another body. */
  readonly oddOne?: { readonly arrival: number; readonly body: string }
  /** The server closes the connection after each answer. */
  readonly closes?: boolean
}

export interface TruthServerOptions {
  /** By the first segment of the path: `/NAME/VU/ITERATION`, the numbers where somebody wants to tell requests apart. */
  readonly answers: Readonly<Record<string, AnswerScript>>
  /** Connections that the kernel keeps for the server until it accepts them. */
  readonly backlog?: number
  /** The server does nothing else for so long with each connection that it accepts. */
  readonly acceptTakesMs?: number
}

export type TruthServerCommand =
  | { readonly kind: 'listen'; readonly options: TruthServerOptions }
  /** The run's time 0, nanoseconds of the system's monotonic clock. */
  | { readonly kind: 'run-starts'; readonly startNs: bigint }
  | { readonly kind: 'hand-over' }

/**
 * What the server saw, one entry for each request in the order of arrival. Times are milliseconds since the run's time
 * 0, which both sides read from the system's monotonic clock.
 */
export interface ServerStamps {
  /** Positions in the server's answers, in the order in which these were given. */
  readonly answer: Int32Array<ArrayBuffer>
  /** From the path; 0 where it does not say. */
  readonly vu: Int32Array<ArrayBuffer>
  readonly iteration: Int32Array<ArrayBuffer>
  /** The read that brought the request's last byte has returned. */
  readonly arrivalMs: Float64Array<ArrayBuffer>
  /** Just before the response was written; NaN where it never was. */
  readonly departureMs: Float64Array<ArrayBuffer>
}
