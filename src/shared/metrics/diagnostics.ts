/** A lane's scheduler seen from outside, once a second: what the Diagnostics tab shows. */
export interface LaneDiagnostics {
  readonly lane: number
  readonly readyQueue: number
  readonly timers: number
  readonly tasks: number
  /** Tasks by what they wait for, largest first, at most 12 entries. */
  readonly waitingFor: readonly (readonly [what: string, tasks: number])[]
  readonly stepsPerSecond: number
  readonly slowestStepMs: number
  readonly slowestStepTask: string
  readonly busyShare: number
  readonly loopDelayMaxMs: number
  readonly openConnections: number
}
