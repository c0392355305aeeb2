/** What kept a run from doing more, or made it slow. Decided in src/main/engine/metrics/limiter, see docs/metrics.md. */
export const LIMITERS = ['service', 'generator', 'plan', 'network', 'unclear'] as const
export type Limiter = (typeof LIMITERS)[number]

export const LIMITER_PHASES = ['setup', 'sending', 'waiting', 'receiving'] as const
export type LimiterPhase = (typeof LIMITER_PHASES)[number]

/** The figures that can decide, each with the unit of its value. */
export const LIMITER_FIGURES = {
  /** Growth of the phase's mean at the higher load against the lower, or against the beginning of the run. */
  phaseGrowth: 'ms',
  /** Share of the phase in the time of requests. */
  phaseShare: '%',
  /** Share of requests that failed at the higher load, or after the beginning. */
  failedShare: '%',
  /** Mean of the busiest lane over the saturated seconds. */
  laneBusy: '%',
  /** Median of p99 over the suspect seconds. */
  startLag: 'ms',
  loopDelay: 'ms',
  /** Mean over the suspect seconds. */
  steal: '%',
  /** Requests that found no free descriptor, or no free local port. */
  descriptors: 'requests',
  ports: 'requests',
  /** The planned rate, which was reached. */
  rate: '/s',
  /** Share of the planned iterations that no virtual user was free for. */
  dropped: '%',
  /** The most virtual users at a time; the rate followed their number. */
  vus: 'VUs',
  /** Share of the virtual users' time outside of requests. */
  thinkShare: '%',
  /** What the transfer's direction carried at the higher load. */
  bytesPerSecond: 'B/s',
  /** Whole seconds that could be judged. */
  judgedSeconds: 's',
  /** Mean of the machine that target and generator share. */
  machineCpu: '%',
  /** Share of the planned rate that was reached. */
  reachedShare: '%'
} as const
export type LimiterFigure = keyof typeof LIMITER_FIGURES
export type LimiterUnit = (typeof LIMITER_FIGURES)[LimiterFigure]

export interface LimiterVerdict {
  readonly limiter: Limiter
  /** Which phase grew or takes the time; null where it is none. */
  readonly phase: LimiterPhase | null
  /** The figure that decided. */
  readonly figure: LimiterFigure
  readonly value: number
  readonly unit: LimiterUnit
  /** The whole reason in one sentence. */
  readonly text: string
}

/** How far the figures of a whole run can be believed. */
export type GeneratorState = 'clean' | 'suspect' | 'saturated'
