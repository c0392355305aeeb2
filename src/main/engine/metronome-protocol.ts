/** `workerData` of the metronome's thread. */
export interface MetronomeThreadData {
  readonly laneCount: number
  /** The buffer of a MetronomeBoard for so many lanes. */
  readonly board: SharedArrayBuffer
}

/** From the run controller, once; the thread says `ready` before and nothing after. */
export interface MetronomeCommand {
  readonly kind: 'go'
  readonly startNs: bigint
}
