import { HdrHistogram } from '../../../shared/metrics/histogram/index.ts'
import { ALL_SLOTS } from '../../../shared/metrics/series.ts'
import { decodeHistogram } from '../../engine/metrics/index.ts'
import {
  MICROSECONDS_PER_MS,
  slotsNamed,
  storedKinds,
  type HistogramChoice,
  type HistogramSource
} from './histogram-source.ts'

/** Lines for each half of the distance to 100 %: HdrHistogram's own default. */
const TICKS_PER_HALF_DISTANCE = 5

/** The percentile distribution of a run after its warm-up in milliseconds, as HdrHistogram prints and plots it. */
export function runDistribution(source: HistogramSource, choice: HistogramChoice): string {
  const { latency, requestName } = choice
  const slots = requestName === null ? [ALL_SLOTS] : slotsNamed(source.plan, requestName)
  const histogram = new HdrHistogram()
  for (const slot of slots) {
    for (const kind of storedKinds(latency)) {
      const bytes = source.totalOf(slot, kind)
      if (bytes !== null) histogram.add(decodeHistogram(bytes))
    }
  }
  return percentileDistribution(histogram, MICROSECONDS_PER_MS)
}

/**
 * The text of HdrHistogram's `outputPercentileDistribution`, to the letter. Mean and deviation are those of the middles
 * of the buckets and the maximum is the end of the last one, as the reference library has it.
 *
 * @param valueUnitRatio by which values are divided before they are written
 */
export function percentileDistribution(histogram: HdrHistogram, valueUnitRatio: number): string {
  const digits = fractionDigits(histogram.layout.significantDigits)
  const value = (number: number): string => digits.format(number / valueUnitRatio).padStart(12)
  const [shares, distances] = [fractionDigits(12), fractionDigits(2)]
  const lines = ['       Value     Percentile TotalCount 1/(1-Percentile)', '']
  for (const { highest, percentile, total } of percentileSteps(histogram)) {
    const start = `${value(highest)} ${shares.format(percentile / 100)} ${String(total).padStart(10)}`
    const distance = distances.format(1 / (1 - percentile / 100)).padStart(14)
    lines.push(percentile === 100 ? start : `${start} ${distance}`)
  }
  const { mean, deviation, max } = momentsOf(histogram)
  const whole = (number: number): string => String(number).padStart(12)
  const { layout, count } = histogram
  const buckets = layout.countsLength / (layout.subBucketCount / 2) - 1
  lines.push(
    `#[Mean    = ${value(mean)}, StdDeviation   = ${value(deviation)}]`,
    `#[Max     = ${value(max)}, Total count    = ${whole(count)}]`,
    `#[Buckets = ${whole(buckets)}, SubBuckets     = ${whole(layout.subBucketCount)}]`,
    ''
  )
  return lines.join('\n')
}

/** Halves are rounded up as decimals, as the reference library does; toFixed rounds what the binary number is nearest to. */
function fractionDigits(count: number): Intl.NumberFormat {
  return new Intl.NumberFormat('en-US', {
    ...{ minimumFractionDigits: count, maximumFractionDigits: count },
    useGrouping: false
  })
}

interface PercentileStep {
  readonly highest: number
  readonly percentile: number
  readonly total: number
}

/** Steps of equal size up to the half of what is left to 100 %, then half as large ones, and so on; at last 100 %. */
function percentileSteps(histogram: HdrHistogram): PercentileStep[] {
  const steps: PercentileStep[] = []
  const { layout, count } = histogram
  let percentile = 0
  let total = 0
  histogram.forEachUsed((index, countAtIndex) => {
    total += countAtIndex
    const highest = layout.highestAt(index)
    const reached = (100 * total) / count
    while (reached >= percentile) {
      steps.push({ highest, percentile, total })
      const halvings = Math.floor(Math.log2(100 / (100 - percentile))) + 1
      percentile += 100 / (TICKS_PER_HALF_DISTANCE * 2 ** halvings)
      if (total === count) break
    }
  })
  const last = steps.at(-1)
  return last === undefined ? [] : [...steps, { ...last, percentile: 100 }]
}

function momentsOf(histogram: HdrHistogram): { mean: number; deviation: number; max: number } {
  const { layout, count, lastIndex } = histogram
  if (count === 0) return { mean: 0, deviation: 0, max: 0 }
  let sum = 0
  histogram.forEachUsed((index, countAtIndex) => {
    sum += layout.middleAt(index) * countAtIndex
  })
  const mean = sum / count
  let squares = 0
  histogram.forEachUsed((index, countAtIndex) => {
    squares += (layout.middleAt(index) - mean) ** 2 * countAtIndex
  })
  return { mean, deviation: Math.sqrt(squares / count), max: layout.highestAt(lastIndex) }
}
