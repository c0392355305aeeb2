import type { JudgedObjective, StepVerdict } from '../../shared/capacity/capacity.ts'
import type { LatencySummary } from '../../shared/metrics/summary.ts'
import { countText, figureText, measuredText, rateText, shareText } from '../report/index.ts'
import { shortfallOf } from './shortfall.ts'
import { sumOf, type StepSecond } from './step-second.ts'

/** A step after its end, as it is judged. */
export interface StepFigures {
  readonly seconds: readonly StepSecond[]
  readonly objectives: readonly JudgedObjective[]
  readonly startLag: LatencySummary
  readonly response: LatencySummary
  /** Requests that found no free descriptor or local port. */
  readonly exhausted: number
  /** Growth of the latency over the step where it has not settled; see StepWatch. */
  readonly trend: number | null
}

export interface StepJudgement {
  readonly verdict: Exclude<StepVerdict, 'stopped'>
  readonly reason: string
}

/** A tenth of the seconds is enough to move a p99. */
const SATURATED_SHARE = 0.1
/** Half of a shortfall, or a tenth of a response, is enough to have turned the verdict. */
const HALF = 0.5
const TENTH = 0.1

/**
 * What a step says of its rate. A rate that is met is met whatever the generator did, since its lateness only adds to
 * what was measured. A rate that is missed is the service's only where the generator cannot have been the reason: no
 * lane was saturated, its start lag is too small to explain the miss, and it had descriptors and ports for every request.
 * An objective without samples is neither.
 */
export function judgeStep(figures: StepFigures): StepJudgement {
  const { objectives, trend } = figures
  const missed = objectives.find(({ result }) => result === 'failed')
  const empty = objectives.find(({ result }) => result === 'no-data')
  const shortfall = shortfallOf(figures.seconds)
  if (shortfall.kind === 'clear') {
    const reason = shortfallText(figures.seconds)
    return blame(figures, lagHoldsBack(shortfall.undone, figures), 'overloaded', reason)
  }
  if (missed !== undefined) {
    return blame(figures, lagExplains(missed, figures), 'missed', objectiveText(missed))
  }
  if (empty !== undefined) return { verdict: 'no-samples', reason: objectiveText(empty) }
  if (trend !== null && trend > 0) {
    const { startLag, response } = figures
    const reason = `the response time was still growing, by ${shareText(trend)} over the step`
    return blame(figures, (startLag.p50 ?? 0) > TENTH * (response.p50 ?? 0), 'unsteady', reason)
  }
  return { verdict: 'met', reason: tightest(objectives) }
}

function blame(
  figures: StepFigures,
  lagIsEnough: boolean,
  verdict: StepJudgement['verdict'],
  reason: string
): StepJudgement {
  const { exhausted } = figures
  if (exhausted > 0) {
    const what = `${countText(exhausted)} requests found no free descriptor or local port`
    return { verdict: 'generator', reason: `${reason}; ${what}` }
  }
  return lagIsEnough || isSaturated(figures) ? ofGenerator(figures, reason) : { verdict, reason }
}

function shortfallText(seconds: readonly StepSecond[]): string {
  const perSecond = (of: (second: StepSecond) => number): string =>
    rateText(sumOf(seconds, of) / Math.max(1, seconds.length))
  const dropped = sumOf(seconds, (second) => second.dropped)
  const drops = dropped === 0 ? '' : `, ${dropped.toLocaleString('en-US')} dropped`
  return `${perSecond((second) => second.completed)}/s done of ${perSecond((second) => second.planned)}/s${drops}`
}

function isSaturated({ seconds }: StepFigures): boolean {
  return sumOf(seconds, ({ saturated }) => (saturated ? 1 : 0)) > SATURATED_SHARE * seconds.length
}

/**
 * By Little's law the generator itself holds back as many iterations as the rate times its lag; p90 is late in a growing
 * one.
 */
function lagHoldsBack(undone: number, { seconds, startLag }: StepFigures): boolean {
  const perSecond = sumOf(seconds, ({ planned }) => planned) / Math.max(1, seconds.length)
  return (perSecond * (startLag.p90 ?? 0)) / 1000 > HALF * undone
}

const LAGS = [
  [50, 'p50'],
  [75, 'p75'],
  [90, 'p90'],
  [95, 'p95'],
  [99, 'p99'],
  [99.9, 'p999']
] as const

/**
 * Whether a limit on latency would have been met without the generator's lateness, taken at the quantile of the limit;
 * a share of failures or checks is not moved by it.
 */
function lagExplains(
  { metric, expression, actual, limit }: JudgedObjective,
  { startLag }: StepFigures
): boolean {
  if (actual === null || !metric.startsWith('http_req_') || metric.startsWith('http_req_failed')) return false
  const percentile = Number(/p\(\s*([\d.]+)\s*\)/.exec(expression)?.[1] ?? 50)
  const at = LAGS.find(([known]) => known >= percentile)?.[1] ?? 'max'
  return actual - (startLag[at] ?? 0) < limit
}

function ofGenerator({ startLag, seconds }: StepFigures, reason: string): StepJudgement {
  const busy = Math.max(0, ...seconds.map(({ laneBusy }) => laneBusy))
  const watch = `start lag p99 ${figureText(startLag.p99)} ms, a lane up to ${Math.round(busy * 100)} % busy`
  return { verdict: 'generator', reason: `${reason}; the generator was late itself (${watch})` }
}

function objectiveText(objective: JudgedObjective): string {
  const { metric, expression, result } = objective
  return result === 'no-data'
    ? `${metric} ${expression}: no samples`
    : `${metric} ${expression}: ${measuredText(objective)}`
}

/** The met objective that came nearest to its limit. */
function tightest(objectives: readonly JudgedObjective[]): string {
  const nearness = ({ actual, limit }: JudgedObjective): number =>
    actual === null || limit === 0 ? 0 : actual / limit
  const [nearest] = [...objectives].sort((a, b) => nearness(b) - nearness(a))
  return nearest === undefined ? '' : objectiveText(nearest)
}
