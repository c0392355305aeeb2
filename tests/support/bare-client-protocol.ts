export interface BareClientOptions {
  readonly port: number
  /** Requests `/NAME/0/0`, `/NAME/0/1`, ... in the order in which they are sent. */
  readonly name: string
  readonly intervalMs: number
  readonly count: number
}

export type BareClientCommand =
  | { readonly kind: 'prepare'; readonly options: BareClientOptions }
  /** The run's time 0, nanoseconds of the system's monotonic clock: the first request is due then. */
  | { readonly kind: 'go'; readonly startNs: bigint }

/** One entry for each request in the order in which they were sent; milliseconds since the run's time 0. */
export interface ClientStamps {
  /** Just before the request was written. */
  readonly sentMs: Float64Array<ArrayBuffer>
  /** The read that brought the response has returned; NaN where none came. */
  readonly endMs: Float64Array<ArrayBuffer>
}
