import { isJudgedSecond } from '../../../../shared/metrics/judged-second.ts'
import type { LimiterVerdict } from '../../../../shared/metrics/limiter.ts'
import { percentText } from '../../../../shared/metrics/limiter-words.ts'
import { exhaustion, generatorState, lateness, latenessMs, saturation } from './generator-limit.ts'
import type { Exhaustion } from './generator-limit.ts'
import { loadParts } from './load-parts.ts'
import type { LoadModel } from './load-parts.ts'
import { partFigures } from './part-figures.ts'
import { closedPlanLimit, openPlanLimit } from './plan-limit.ts'
import { failureLimit, growthLimit, largestGrowth, largestPhase, slowSetup } from './service-limit.ts'
import type { Compared } from './service-limit.ts'
import type { TimelineSecond } from './timeline-second.ts'
import { verdict } from './verdict.ts'

const LEAST_JUDGED_SECONDS = 2
/** The generator's lateness is in each phase, so a phase has to grow by more than this many times of it. */
const BEYOND_LATENESS = 2
const FULL_MACHINE = 0.95

export interface LimiterInput {
  /** In ascending order. */
  readonly seconds: readonly TimelineSecond[]
  readonly warmUpMs: number
  readonly durationMs: number
  readonly model: LoadModel
  /** The most virtual users that the plan allows. */
  readonly maxVus: number
  readonly hasThinkTime: boolean
  readonly targetOnSameMachine: boolean
  readonly exhaustion: Exhaustion
}

/**
 * What limited a run, or a run so far. The first that holds decides:
 *
 *   1  requests found no descriptor or no local port            generator
 *   2  fewer than two seconds can be judged                     unclear
 *   3  the run is saturated                                     generator
 *   4  the run is suspect, and no phase of the target grew
 *      by more than twice the generator's lateness              generator
 *   5  a phase grew: a transfer of large bodies that carried
 *      no more                                                  network
 *      any other                                                service
 *   6  failures came with the load, or nothing was answered     service
 *   7  setup takes longer than any distance explains            service
 *   8  open model: iterations dropped, or the rate reached      plan, or unclear where neither is
 *   9  closed model: think times, or a rate that followed
 *      the users                                                plan
 *  10  closed model on a machine that its target shares, full   unclear
 *  11  closed model: the phase that takes the most time         service
 *
 * The generator comes first because its own limits falsify every other figure.
 */
export function decideLimiter(input: LimiterInput): LimiterVerdict {
  const measured = input.seconds.filter(({ second }) => second > 0 && second * 1000 >= input.warmUpMs)
  const judged = measured.filter(({ second }) => isJudgedSecond(second, input))
  const exhausted = exhaustion(input.exhaustion)
  if (exhausted !== null) return exhausted
  if (judged.length < LEAST_JUDGED_SECONDS) {
    const text = `Unclear: ${judged.length} whole seconds are too few to tell.`
    return verdict('unclear', 'judgedSeconds', judged.length, text)
  }
  const state = generatorState(judged)
  if (state === 'saturated') return saturation(judged)
  const parts = loadParts(measured, input.model)
  const compared: Compared = {
    low: partFigures(parts.low),
    high: partFigures(parts.high, parts.drain),
    varies: parts.varies,
    isOpen: input.model === 'open',
    targetOnSameMachine: input.targetOnSameMachine
  }
  const growth = largestGrowth(compared)
  if (state === 'suspect') {
    const lateMs = latenessMs(judged.filter(({ generator }) => generator.suspect))
    if (growth === null || growth.ms <= lateMs * BEYOND_LATENESS) return lateness(judged)
  }
  if (growth !== null) return growthLimit(compared, growth)
  return failureLimit(compared) ?? slowSetup(compared) ?? boundOfPlan(input, judged, compared)
}

function boundOfPlan(
  input: LimiterInput,
  judged: readonly TimelineSecond[],
  compared: Compared
): LimiterVerdict {
  if (input.model === 'open') return openPlanLimit(partFigures(judged), compared, input.maxVus)
  const limit = closedPlanLimit(compared, input.hasThinkTime)
  if (limit !== null) return limit
  const machineCpu = meanMachineCpu(judged)
  if (input.targetOnSameMachine && machineCpu > FULL_MACHINE) {
    const text = `Unclear: the machine that target and generator share was ${percentText(machineCpu)} busy, and each takes from the other.`
    return verdict('unclear', 'machineCpu', machineCpu * 100, text)
  }
  if (compared.high.timed > 0) return largestPhase(compared.high)
  const text = 'Unclear: no request of these seconds has a latency.'
  return verdict('unclear', 'judgedSeconds', judged.length, text)
}

function meanMachineCpu(seconds: readonly TimelineSecond[]): number {
  const known = seconds.flatMap(({ generator }) => generator.machineCpu ?? [])
  return known.length === 0 ? 0 : known.reduce((sum, share) => sum + share, 0) / known.length
}
