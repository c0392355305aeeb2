import type { LatencySummary, RunEnvironment, ThresholdResult } from '../metrics/summary.ts'

/**
 * A search for the highest rate at which a service meets its objectives, as `find-capacity --json` writes it and the
 * history keeps it. Documented in docs/capacity.md; versioned.
 */
export const CAPACITY_SCHEMA = 'loadgale.capacity/1'

/** Rates are iterations for each second, over all scenarios. */
export interface CapacityResult {
  readonly schema: typeof CAPACITY_SCHEMA
  readonly search: CapacitySearchInfo
  readonly settings: CapacitySettings
  /** As written: `http_req_response` and `p(99)<200`. */
  readonly objectives: readonly CapacityObjective[]
  readonly conclusion: CapacityConclusion
  /** In the order in which they were measured; the curve is `achievedRate` against `response`. */
  readonly steps: readonly CapacityStep[]
}

export type CapacityStatus = 'running' | 'finished' | 'stopped' | 'failed'

export interface CapacitySearchInfo {
  readonly id: string
  readonly name: string
  readonly startedAt: string
  readonly durationMs: number
  readonly status: CapacityStatus
  readonly target: string | null
  readonly tags: Readonly<Record<string, string>>
  readonly lanes: number
  readonly environment: RunEnvironment
  /** What was made of the plan's scenarios, one sentence each. */
  readonly notes: readonly string[]
}

export interface CapacitySettings {
  readonly startRate: number
  readonly minRate: number
  readonly maxRate: number
  /** By how much the rate grows until the objective is missed, and shrinks until it is met. */
  readonly growth: number
  /** The search ends when the lowest missed rate is at most this share above the highest met one; 0.05 is 5 %. */
  readonly precision: number
  /** Measured part of a step at least, and at most; without its warm-up. */
  readonly stepSeconds: number
  readonly maxStepSeconds: number
  readonly warmUpSeconds: number
}

export interface CapacityObjective {
  readonly metric: string
  readonly expression: string
}

/**
 * What ended a step:
 *
 *   met         every objective is met at this rate
 *   missed      an objective is missed
 *   overloaded  the service did less than 99 % of what was asked for, or iterations were dropped
 *   unsteady    the objectives were met, but latency was still growing when the step had lasted its longest
 *   generator   it was missed, but the generator's own lateness may be why: nothing is said of the service
 *   no-samples  an objective had nothing to judge, and no other is missed: nothing is said of the service
 *   stopped     the search was stopped in this step
 */
export type StepVerdict =
  'met' | 'missed' | 'overloaded' | 'unsteady' | 'generator' | 'no-samples' | 'stopped'

export interface CapacityStep {
  /** From 1. */
  readonly position: number
  readonly rate: number
  /** From 1: a rate that was missed is measured again before it is believed. */
  readonly attempt: number
  readonly startedAt: string
  /** Whole seconds after the warm-up that the rates below are taken over. */
  readonly measuredSeconds: number
  /** Iterations of those seconds. */
  readonly planned: number
  readonly completed: number
  readonly dropped: number
  /** Completed iterations for each second. */
  readonly achievedRate: number
  readonly requestsPerSecond: number
  readonly failedShare: number
  readonly response: LatencySummary
  readonly service: LatencySummary
  readonly objectives: readonly JudgedObjective[]
  readonly verdict: StepVerdict
  /** In words: what decided. */
  readonly reason: string
  readonly generator: StepGenerator
  /** The step's run, where it was saved as a run of its own. */
  readonly runId: string | null
}

export interface JudgedObjective extends CapacityObjective {
  readonly result: ThresholdResult['result']
  readonly actual: number | null
  readonly limit: number
  readonly evidence: ObjectiveEvidence | null
}

/** The samples behind an objective on a quantile or a share; see docs/capacity.md. */
export interface ObjectiveEvidence {
  readonly samples: number
  readonly misses: number
  readonly allowedShare: number
  /** So many samples say as much as one independent one; 1 where each stands for itself. */
  readonly designEffect: number
}

export interface StepGenerator {
  readonly suspectSeconds: number
  readonly saturatedSeconds: number
  readonly startLagP99Ms: number | null
  readonly laneBusyPercent: number
}

/**
 *   found      the highest rate that met the objectives, with a missed one within the precision above it
 *   at-least   it was met at `rate`, and nothing is known above: see `limit`
 *   below      it was missed at every rate, the lowest of which is `nextRate`
 *   unknown    no step says anything
 */
export type ConclusionKind = 'found' | 'at-least' | 'below' | 'unknown'

/** What kept the rate from going higher. */
export type CapacityLimit =
  'objective' | 'service' | 'generator' | 'no-samples' | 'max-rate' | 'stopped' | 'steps' | 'none'

export interface CapacityConclusion {
  readonly kind: ConclusionKind
  readonly limit: CapacityLimit
  /** Highest met rate; null where none was. */
  readonly rate: number | null
  readonly achievedRate: number | null
  readonly requestsPerSecond: number | null
  /** Lowest rate that was not met; null where all were. */
  readonly nextRate: number | null
  /**
   * How sure it is that `rate` meets the objectives, and that `nextRate` misses them: 0 to 1, the confidence of an exact
   * binomial interval. Null where nothing speaks for it but the step's verdict.
   */
  readonly metConfidence: number | null
  readonly missedConfidence: number | null
  /** All of it in one or two sentences. */
  readonly words: string
}

/** A search as the lists show it. */
export interface CapacityListItem {
  readonly id: string
  readonly name: string
  readonly target: string | null
  readonly startedAt: string
  readonly durationMs: number
  readonly status: CapacityStatus
  readonly objectives: readonly CapacityObjective[]
  readonly steps: number
  readonly conclusion: CapacityConclusion
}

/** The step that is being measured. */
export interface CurrentStep {
  readonly position: number
  readonly rate: number
  readonly attempt: number
  readonly phase: 'warming up' | 'measuring' | 'draining'
  readonly elapsedSeconds: number
  /** Whole seconds measured so far. */
  readonly measuredSeconds: number
  readonly achievedRate: number | null
  readonly p50Ms: number | null
  readonly p99Ms: number | null
}

/** Highest met and lowest missed rate so far. */
export interface CapacityBracket {
  readonly met: number | null
  readonly missed: number | null
}

/** A search that is going on: everything but the steps comes with each message, a step once, when it has ended. */
export interface CapacityProgress {
  readonly id: string
  readonly elapsedMs: number
  readonly current: CurrentStep | null
  readonly bracket: CapacityBracket
  /** A step that ended since the last message. */
  readonly step: CapacityStep | null
}
