import type { MetricDifference, RunComparison } from '../../../shared/compare.ts'
import type { RunDetail } from '../../../shared/history.ts'
import { numberOf } from '../text/figures.ts'
import {
  COMPARED_METRICS,
  type ComparedFigures,
  type ComparedMetric,
  type ComparedShare
} from './compared-metrics.ts'
import { asksForSameLoad, conditionDifferences } from './condition-differences.ts'
import { pairedSecondsTest } from './paired-seconds-test.ts'
import { RunSamples } from './run-samples.ts'
import type { SecondsReader } from './seconds-reader.ts'
import { shareTest } from './share-test.ts'
import { namedRequest } from '../../../shared/metrics/named-request.ts'

/** A difference is called one when it is at least this large ... */
const LEAST_RELATIVE = 0.05
const LEAST_SHARE = 0.001
/** ... and as sure as this: strict, because a comparison looks at many figures at once. */
const SIGNIFICANCE = 0.01
/** Below, nobody can tell how much the seconds depend on each other. */
const FEWEST_SECONDS = 8
const DEPENDENT = 'cannot tell: the seconds may depend too much on each other'

interface Sides {
  readonly base: RunSamples
  readonly other: RunSamples
  readonly sameLoad: boolean
  /** Why no figure of this pair gets a verdict; null if they do. */
  readonly withheld: string | null
}

type Judgement = Pick<MetricDifference, 'direction' | 'basis'>

/**
 * Compares two saved runs: the conditions that differ, then every figure with its direction and how sure that is
 * (docs/cli.md describes the rules). Latencies and rates are judged by whole seconds side by side, shares by their
 * counts. A side whose generator was suspect gets no verdict.
 */
export function compareRuns(
  base: RunDetail,
  other: RunDetail,
  secondsOfBase: SecondsReader,
  secondsOfOther: SecondsReader
): RunComparison {
  const samples = { base: new RunSamples(base, secondsOfBase), other: new RunSamples(other, secondsOfOther) }
  const sides: Sides = {
    ...samples,
    sameLoad: asksForSameLoad(base, other),
    withheld: withheldVerdict(samples.base, samples.other)
  }
  const whole = ({ summary }: RunDetail): ComparedFigures => ({
    ...summary,
    requestsPerSecond: summary.rates.requestsPerSecond
  })
  const names = new Set([...Object.keys(base.summary.requests), ...Object.keys(other.summary.requests)])
  const differences = [
    ...compareFigures(null, whole(base), whole(other), sides),
    ...compareShares(
      null,
      'dropped iterations',
      samples.base.droppedShare(),
      samples.other.droppedShare(),
      sides
    ),
    ...[...names].flatMap((name) =>
      compareFigures(name, namedRequest(base.summary, name), namedRequest(other.summary, name), sides)
    )
  ]
  return {
    base: base.item,
    other: other.item,
    baseSummary: base.summary,
    otherSummary: other.summary,
    conditions: conditionDifferences(base, other),
    differences: differences.sort(byImportance)
  }
}

function withheldVerdict(base: RunSamples, other: RunSamples): string | null {
  const suspect = [
    ...(base.isSuspect ? [suspectText('base', base)] : []),
    ...(other.isSuspect ? [suspectText('other', other)] : [])
  ]
  return suspect.length === 0 ? null : `no verdict: ${suspect.join(' and ')}`
}

function suspectText(side: string, { suspectSeconds, judgedSeconds }: RunSamples): string {
  return `the generator was suspect in ${suspectSeconds} of ${numberOf(judgedSeconds, 'second')} of the ${side} run`
}

function compareFigures(
  requestName: string | null,
  base: ComparedFigures | undefined,
  other: ComparedFigures | undefined,
  sides: Sides
): MetricDifference[] {
  if (base === undefined || other === undefined) {
    const figures = base ?? other
    if (figures === undefined) return []
    return [onlyOnOneSide(requestName, figures, base !== undefined)]
  }
  return [
    ...COMPARED_METRICS.flatMap((metric) => compareMetric(requestName, metric, base, other, sides)),
    ...compareFailures(requestName, base, other, sides)
  ]
}

/** Seconds are read only where something failed, if only within the warm-up. */
function compareFailures(
  requestName: string | null,
  base: ComparedFigures,
  other: ComparedFigures,
  sides: Sides
): MetricDifference[] {
  if (base.totals.httpFailed === 0 && other.totals.httpFailed === 0) return []
  const shares = [sides.base.failedShare(requestName), sides.other.failedShare(requestName)] as const
  return compareShares(requestName, 'failed requests', ...shares, sides)
}

function onlyOnOneSide(
  requestName: string | null,
  { requestsPerSecond }: ComparedFigures,
  isBase: boolean
): MetricDifference {
  return {
    requestName,
    metric: 'requests',
    unit: '/s',
    base: isBase ? requestsPerSecond : null,
    other: isBase ? null : requestsPerSecond,
    relative: null,
    direction: 'neutral',
    basis: `only the ${isBase ? 'base' : 'other'} run has this request`
  }
}

function compareMetric(
  requestName: string | null,
  metric: ComparedMetric,
  baseFigures: ComparedFigures,
  otherFigures: ComparedFigures,
  sides: Sides
): MetricDifference[] {
  const base = metric.ofRun(baseFigures)
  const other = metric.ofRun(otherFigures)
  if (base === null && other === null) return []
  const relative = base === null || other === null || base === 0 ? null : (other - base) / base
  const judgement =
    base === null || other === null
      ? neutral(`no samples in the ${base === null ? 'base' : 'other'} run`)
      : judgeMetric(requestName, metric, other - base, relative, sides)
  return [{ requestName, metric: metric.metric, unit: metric.unit, base, other, relative, ...judgement }]
}

function judgeMetric(
  requestName: string | null,
  metric: ComparedMetric,
  difference: number,
  relative: number | null,
  { base, other, sameLoad, withheld }: Sides
): Judgement {
  if (withheld !== null) return neutral(withheld)
  if (metric.unit === '/s' && !sameLoad) return neutral('no verdict: the plans ask for different loads')
  const small = Math.abs(difference) < metric.leastDifference
  if (small || (relative !== null && Math.abs(relative) < LEAST_RELATIVE)) {
    const least = small ? `${metric.leastDifference} ${metric.unit}` : `${LEAST_RELATIVE * 100} %`
    return { direction: 'same', basis: `differs by less than ${least}` }
  }
  const [baseValues, otherValues] = sideBySide(
    base.values(requestName, metric.ofSecond),
    other.values(requestName, metric.ofSecond),
    sameLoad
  )
  const seconds = baseValues.length
  if (seconds < FEWEST_SECONDS) {
    return neutral(`too few whole seconds of both runs to judge: ${seconds}, ${FEWEST_SECONDS} are needed`)
  }
  const { pValue, independentPValue, logRatio, effectiveSeconds } = pairedSecondsTest(
    baseValues,
    otherValues,
    metric.leastDifference
  )
  const test = `paired test over ${seconds} seconds, ${probability(pValue)}`
  if (pValue >= SIGNIFICANCE) {
    return independentPValue < SIGNIFICANCE
      ? neutral(`${DEPENDENT} (${seconds} of them may say no more than ${Math.round(effectiveSeconds)})`)
      : { direction: 'same', basis: `within the spread of the seconds: ${test}` }
  }
  if (Math.sign(logRatio) !== Math.sign(difference)) {
    return neutral(`no verdict: the whole run and its typical second differ in opposite directions (${test})`)
  }
  const load = sameLoad ? '' : '; the plans ask for different loads'
  return { direction: difference > 0 === metric.isMoreBetter ? 'better' : 'worse', basis: test + load }
}

/** The values of the same seconds; of runs with different loads, whose seconds have nothing in common, in their order. */
function sideBySide(
  base: ReadonlyMap<number, number>,
  other: ReadonlyMap<number, number>,
  sameLoad: boolean
): [base: number[], other: number[]] {
  if (!sameLoad) {
    const length = Math.min(base.size, other.size)
    return [[...base.values()].slice(0, length), [...other.values()].slice(0, length)]
  }
  const pairs = [...base].flatMap(([second, value]) => {
    const otherValue = other.get(second)
    return otherValue === undefined ? [] : [[value, otherValue] as const]
  })
  return [pairs.map(([value]) => value), pairs.map(([, value]) => value)]
}

function compareShares(
  requestName: string | null,
  metric: string,
  base: ComparedShare,
  other: ComparedShare,
  { withheld }: Sides
): MetricDifference[] {
  if (base.hits === 0 && other.hits === 0) return []
  const baseShare = base.all > 0 ? base.hits / base.all : null
  const otherShare = other.all > 0 ? other.hits / other.all : null
  const relative =
    baseShare === null || otherShare === null || baseShare === 0 ? null : (otherShare - baseShare) / baseShare
  const judgement = withheld === null ? judgeShares(base, other, baseShare, otherShare) : neutral(withheld)
  return [
    {
      requestName,
      metric,
      unit: 'share',
      base: baseShare,
      other: otherShare,
      relative,
      ...judgement
    }
  ]
}

function judgeShares(
  base: ComparedShare,
  other: ComparedShare,
  baseShare: number | null,
  otherShare: number | null
): Judgement {
  if (baseShare === null || otherShare === null) {
    return neutral(`nothing to count in the ${baseShare === null ? 'base' : 'other'} run`)
  }
  const difference = otherShare - baseShare
  if (Math.abs(difference) < LEAST_SHARE) {
    return { direction: 'same', basis: `differs by less than ${LEAST_SHARE * 100} percentage points` }
  }
  const pValue = shareTest(base.hits, base.all, other.hits, other.all)
  const test = `${base.hits} of ${base.all} and ${other.hits} of ${other.all}, ${probability(pValue)}`
  if (pValue >= SIGNIFICANCE) return { direction: 'same', basis: `may be chance: ${test}` }
  return { direction: difference > 0 ? 'worse' : 'better', basis: test }
}

function neutral(basis: string): Judgement {
  return { direction: 'neutral', basis }
}

function probability(pValue: number): string {
  return pValue < 0.001 ? 'p < 0.001' : `p = ${pValue.toFixed(pValue < 0.1 ? 3 : 2)}`
}

const DIRECTION_ORDER = { worse: 0, better: 1, neutral: 2, same: 3 } as const

/**
 * What got worse first, then the whole run before its requests, then the larger difference. Where there is no verdict
 * the size says nothing: the order of the metrics stays, the headline first.
 */
function byImportance(a: MetricDifference, b: MetricDifference): number {
  const isJudged = a.direction === 'worse' || a.direction === 'better'
  return (
    DIRECTION_ORDER[a.direction] - DIRECTION_ORDER[b.direction] ||
    Number(a.requestName !== null) - Number(b.requestName !== null) ||
    (isJudged ? magnitude(b) - magnitude(a) : 0)
  )
}

/** From nothing to something is larger than any ratio. */
function magnitude({ relative, base, other }: MetricDifference): number {
  if (relative !== null) return Math.abs(relative)
  return base === 0 && other !== null && other > 0 ? Number.MAX_VALUE : 0
}
