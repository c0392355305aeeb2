import type { RunEnvironment } from './metrics/summary.ts'

/** What this machine can do as a generator, as `calibrate --json` writes it and the history keeps it; versioned. */
export const CALIBRATION_SCHEMA = 'loadgale.calibration/1'

export interface CalibrationResult {
  readonly schema: typeof CALIBRATION_SCHEMA
  readonly measuredAt: string
  readonly durationMs: number
  readonly environment: RunEnvironment
  /** By number of lanes, from 1 upwards. */
  readonly throughput: readonly LaneThroughput[]
  readonly jitter: GeneratorJitter
}

export interface LaneThroughput {
  readonly lanes: number
  /** What was done against the practice target, which shares the machine. */
  readonly requestsPerSecond: number
  /** Of the busiest lane, per cent of the time in which it had work. */
  readonly laneBusyPercent: number
  /** Of the whole process. */
  readonly cpuMicrosecondsPerRequest: number | null
  /**
   * What the lanes can do: what was measured where a lane was over 90 % busy, otherwise what they would do if they were
   * wholly busy, since the target was the limit.
   */
  readonly ceilingPerSecond: number
}

/** How punctual the generator is at a rate that asks little of it, in milliseconds. */
export interface GeneratorJitter {
  readonly ratePerSecond: number
  readonly startLagP50Ms: number | null
  readonly startLagP99Ms: number | null
  readonly maxLoopDelayMs: number
  /** How late Node's timers come on the main thread of this process. */
  readonly timerP50Ms: number
  readonly timerP99Ms: number
  /** Per cent of the machine's time that its host took away; null where it is not known. */
  readonly stealPercent: number | null
}
