import { autoregressiveFit } from './autoregressive-fit.ts'
import { median } from './sample-statistics.ts'
import { studentTail } from './student-tail.ts'

/** What the seconds of two runs, laid side by side, say about their difference. */
export interface PairedSecondsTest {
  /** Two-sided: how often two runs of the same service would differ as much or more. */
  readonly pValue: number
  /** The same if the seconds did not depend on each other. */
  readonly independentPValue: number
  /** Mean logarithm of other / base, outliers drawn in: its sign is the difference's. */
  readonly logRatio: number
  /** So many independent seconds would say as much; what is not known of the dependence counts against it. */
  readonly effectiveSeconds: number
}

/** Longer series are averaged in blocks: what little a second says of its neighbours after the next shows there. */
const MOST_BLOCKS = 64
/** Beyond so many deviations from the median a difference is drawn in. */
const OUTLIER_DEVIATIONS = 3
/** Of a normal distribution, by the median of the absolute deviations. */
const DEVIATION_BY_MEDIAN = 1.4826
/** No second is known better: the histograms have three significant digits. */
const RESOLUTION = 0.001
/** What the load does within a run is taken out of what both runs share as a parabola in time. */
const TREND_DEGREE = 2
/** Where that leaves more than this times the differences' variance, it is no parabola and tells nothing of the errors. */
const MOST_VARIANCE_RATIO = 2

interface Candidate {
  /** Of a block with the one before it. */
  readonly correlation: number
  readonly prior: number
}

/**
 * Half of the prior says that seconds are independent. The other half is even in the square root of 1 - r for a
 * correlation r from 0 to 0.99, so that strong ones are taken for likelier than weak ones; negative ones are taken as
 * none, and a service whose memory is longer than a hundred seconds is not told from one that changed.
 */
const INDEPENDENT_PRIOR = 0.5
const LEAST_ROOT = 0.1
const CANDIDATES: readonly Candidate[] = candidates(30)

/**
 * Whether two runs differ, by the logarithm of their ratio in each second (decision 15). Both run the same plan, so what
 * the load does to both at one second is in neither of these; what is left follows a first-order autoregression with an
 * unknown correlation. The mean is judged by Student's distribution for each correlation, and these are averaged by how
 * well each explains the series (Zellner and Tiao 1964): where few seconds leave open how much they depend on each
 * other, that doubt is in the p-value. The sum of both runs, less its trend, tells of the correlation as well.
 *
 * @param base a value for each second in the order of time, at least 8, none below 0
 * @param other the same seconds of the other run
 * @param floor a difference of this size is none; it keeps the ratio of two values near 0 from being large
 */
export function pairedSecondsTest(
  base: readonly number[],
  other: readonly number[],
  floor: number
): PairedSecondsTest {
  const logOf = (values: readonly number[]): number[] => values.map((value) => Math.log(value + floor))
  const [baseLogs, otherLogs] = [logOf(base), logOf(other)]
  const differences = withoutOutliers(otherLogs.map((value, index) => value - (baseLogs[index] ?? 0)))
  const sums = otherLogs.map((value, index) => value + (baseLogs[index] ?? 0))
  const judged = judgeMean(blockMeans(differences), blockMeans(sums))
  const logRatio = differences.reduce((sum, value) => sum + value, 0) / differences.length
  const spread = differences.reduce((sum, value) => sum + (value - logRatio) ** 2, 0)
  const variance = spread / (differences.length - 1) + RESOLUTION ** 2
  const effectiveSeconds = Math.min(differences.length, Math.max(1, variance / judged.variance))
  const { pValue, independentPValue } = judged
  return { pValue, independentPValue, logRatio, effectiveSeconds }
}

interface JudgedMean {
  readonly pValue: number
  readonly independentPValue: number
  /** Of the mean. */
  readonly variance: number
}

function judgeMean(differences: Float64Array, sums: Float64Array): JudgedMean {
  const n = differences.length
  const ownFreedom = n - 1
  const sharedFreedom = n - 1 - TREND_DEGREE
  const floorSquares = n * RESOLUTION ** 2
  const spreadOf = (values: Float64Array, degree: number): number =>
    autoregressiveFit(values, degree, 0).residualSquares + floorSquares
  const isSmooth =
    spreadOf(sums, TREND_DEGREE) / sharedFreedom <=
    (MOST_VARIANCE_RATIO * spreadOf(differences, 0)) / ownFreedom
  const freedom = isSmooth ? ownFreedom + sharedFreedom : ownFreedom
  const judged = CANDIDATES.map(({ correlation, prior }) => {
    const own = autoregressiveFit(differences, 0, correlation)
    const shared = isSmooth ? [autoregressiveFit(sums, TREND_DEGREE, correlation)] : []
    const fits = [own, ...shared]
    const squares = fits.reduce((sum, fit) => sum + fit.residualSquares + floorSquares, 0)
    const logFit = fits.reduce(
      (sum, { logPrecision }) => sum + Math.log(1 - correlation ** 2) / 2 - logPrecision,
      (-freedom / 2) * Math.log(squares)
    )
    const precision = (own.precision * freedom) / squares
    return {
      logWeight: Math.log(prior) + logFit,
      variance: 1 / precision,
      above: studentTail(own.constant * Math.sqrt(precision), freedom)
    }
  })
  const highest = Math.max(...judged.map(({ logWeight }) => logWeight))
  let total = 0
  let above = 0
  let variance = 0
  for (const candidate of judged) {
    const weight = Math.exp(candidate.logWeight - highest)
    total += weight
    above += weight * candidate.above
    variance += weight * candidate.variance
  }
  return {
    pValue: twoSided(above / total),
    independentPValue: twoSided(judged[0]?.above ?? 0.5),
    variance: variance / total
  }
}

function twoSided(above: number): number {
  return Math.min(1, 2 * Math.min(above, 1 - above))
}

/** The independent one is the first. */
function candidates(steps: number): Candidate[] {
  return [
    { correlation: 0, prior: INDEPENDENT_PRIOR },
    ...Array.from({ length: steps }, (_, step) => {
      const root = LEAST_ROOT + ((1 - LEAST_ROOT) * (step + 0.5)) / steps
      return { correlation: 1 - root * root, prior: (1 - INDEPENDENT_PRIOR) / steps }
    })
  ]
}

/** A single stall must not decide: winsorised, as Tukey and McLaughlin (1963) did for the t test. */
function withoutOutliers(values: readonly number[]): number[] {
  const middle = median(values)
  const deviation = DEVIATION_BY_MEDIAN * median(values.map((value) => Math.abs(value - middle)))
  const most = OUTLIER_DEVIATIONS * Math.max(deviation, RESOLUTION)
  return values.map((value) => Math.min(middle + most, Math.max(middle - most, value)))
}

/** A last block that is not full is left out. */
function blockMeans(values: readonly number[]): Float64Array {
  const size = Math.ceil(values.length / MOST_BLOCKS)
  return Float64Array.from({ length: Math.floor(values.length / size) }, (_, block) => {
    const members = values.slice(block * size, (block + 1) * size)
    return members.reduce((sum, value) => sum + value, 0) / size
  })
}
