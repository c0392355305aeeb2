import type { CapacitySettings } from '../../shared/capacity/capacity.ts'
import type { Plan } from '../../shared/plan/plan.ts'
import type { PlanProblem } from '../../shared/plan/problem.ts'
import { optionProblem } from '../plan/index.ts'
import { longestThinkMs, type RateShares } from './step-document.ts'

/** What a user may say of a search; the rest follows from the plan. */
export interface SearchOptions {
  readonly startRate?: number
  readonly minRate?: number
  readonly maxRate?: number
  readonly growth?: number
  /** A share: 0.05 is 5 %. */
  readonly precision?: number
  readonly stepMs?: number
  readonly maxStepMs?: number
  readonly warmUpMs?: number
}

export type SettingsReading =
  | { readonly ok: true; readonly settings: CapacitySettings }
  | { readonly ok: false; readonly problems: readonly PlanProblem[] }

const LOWEST_RATE = 1
/** No machine gets there; the search ends where its own machine does. */
const HIGHEST_RATE = 1_000_000
const GROWTH = 2
const PRECISION = 0.05
const STEP_SECONDS = 10
/** A step that does not settle ends after so many times its length. */
const LONGEST_STEP = 6
const WARM_UP_SECONDS = 2

/**
 * Fills what was left out and checks that it fits together. Durations are whole seconds, rounded up.
 *
 * Always holds: the warm-up is at least as long as the think time of an iteration. In a shorter one not one iteration of
 * the fastest service ends, so that those that only think would be taken for a backlog.
 */
export function searchSettings(
  options: SearchOptions,
  plan: Plan,
  { planRate }: RateShares
): SettingsReading {
  const { minRate, maxRate = HIGHEST_RATE, growth = GROWTH, precision = PRECISION } = options
  const startRate = options.startRate ?? Math.min(maxRate, Math.max(planRate, minRate ?? 0))
  const stepSeconds = seconds(options.stepMs) ?? STEP_SECONDS
  const thinkSeconds = Math.ceil(longestThinkMs(plan) / 1000)
  const settings: CapacitySettings = {
    ...{ startRate, maxRate, growth, precision, stepSeconds },
    minRate: minRate ?? Math.min(LOWEST_RATE, startRate),
    maxStepSeconds: seconds(options.maxStepMs) ?? LONGEST_STEP * stepSeconds,
    warmUpSeconds: seconds(options.warmUpMs) ?? WARM_UP_SECONDS + thinkSeconds
  }
  const problems = settingsProblems(settings, thinkSeconds)
  return problems.length === 0 ? { ok: true, settings } : { ok: false, problems }
}

function settingsProblems(settings: CapacitySettings, thinkSeconds: number): PlanProblem[] {
  const { startRate, minRate, maxRate, stepSeconds, maxStepSeconds, warmUpSeconds } = settings
  const problems: PlanProblem[] = []
  if (minRate > startRate) {
    const found = `Found the lowest rate ${minRate}/s above the first one ${startRate}/s`
    problems.push(optionProblem('--min-rate', `${found}, expected one below it.`))
  }
  if (startRate > maxRate) {
    const found = `Found the first rate ${startRate}/s above the highest one ${maxRate}/s`
    problems.push(optionProblem('--start', `${found}, expected one below it.`))
  }
  if (maxStepSeconds < stepSeconds) {
    const found = `Found steps of at most ${maxStepSeconds} s and at least ${stepSeconds} s`
    problems.push(optionProblem('--max-step', `${found}, expected the former to be longer.`))
  }
  if (warmUpSeconds < thinkSeconds) {
    const found = `Found a warm-up of ${warmUpSeconds} s, in which no iteration ends`
    problems.push(
      optionProblem('--warm-up', `${found}, expected at least the ${thinkSeconds} s that one thinks.`)
    )
  }
  return problems
}

function seconds(durationMs: number | undefined): number | null {
  return durationMs === undefined ? null : Math.max(1, Math.ceil(durationMs / 1000))
}
