import type { ExactSummary } from './exact-summary.ts'
import { HistogramError } from './histogram-error.ts'
import { LATENCY_LAYOUT } from './histogram-layout.ts'
import type { HistogramLayout } from './histogram-layout.ts'

type Counts = Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer>

const UINT32_MAX = 2 ** 32 - 1
/** The window is a multiple of this many buckets, 1 KB. */
const WINDOW_STEP = 256

/**
 * An HDR histogram: counts of values in log-linear buckets, HdrHistogram's own (see HistogramLayout).
 *
 * Only a window of the buckets around the used ones is kept, so a histogram costs what its spread costs, not what its
 * range costs. The window grows by a quarter more than is needed and never shrinks, not even by `reset`, so the steady
 * state allocates nothing. Counts are 32 bits wide until one of them needs more.
 *
 * Invariants: the used buckets lie between `firstIndex`, the bucket of `min`, and `lastIndex`, the bucket of `max`, and
 * both of these are used; every used bucket lies in the window; `count` is the sum of the buckets.
 * `count` is exact up to 2^53; `sum`, hence `mean`, up to a sum of 2^53, which is 285 years of microseconds.
 */
export class HdrHistogram {
  readonly layout: HistogramLayout
  /** The layout as record needs it, kept flat. Zero as limit where its shortcut does not apply. */
  readonly #shortcutLimit: number
  readonly #subBucketMask: number
  readonly #leadingZeros: number
  readonly #halfMagnitude: number

  #counts: Counts = new Uint32Array(0)
  /** The index of the window's first bucket. */
  #base = 0
  #count = 0
  #sum = 0
  #min = Number.MAX_SAFE_INTEGER
  #max = 0
  #overflowCount = 0

  constructor(layout: HistogramLayout = LATENCY_LAYOUT) {
    this.layout = layout
    this.#shortcutLimit = layout.unitMagnitude === 0 ? Math.min(layout.highestTrackable, UINT32_MAX) : 0
    this.#subBucketMask = layout.subBucketCount - 1
    this.#leadingZeros = 31 - layout.subBucketHalfCountMagnitude
    this.#halfMagnitude = layout.subBucketHalfCountMagnitude
  }

  get count(): number {
    return this.#count
  }

  /** How many values were over the highest trackable value; they are part of `count`, at that value. */
  get overflowCount(): number {
    return this.#overflowCount
  }

  get sum(): number {
    return this.#sum
  }

  /** The smallest recorded value, 0 if there is none. */
  get min(): number {
    return this.#count === 0 ? 0 : this.#min
  }

  /** The greatest recorded value, 0 if there is none. */
  get max(): number {
    return this.#max
  }

  /** 0 if nothing was recorded. */
  get mean(): number {
    return this.#count === 0 ? 0 : this.#sum / this.#count
  }

  /** The first used bucket; meaningless while `count` is 0. */
  get firstIndex(): number {
    return this.layout.indexOf(this.min)
  }

  /** The last used bucket; meaningless while `count` is 0. */
  get lastIndex(): number {
    return this.layout.indexOf(this.#max)
  }

  /**
   * Counts one value. A fraction is cut off, a negative value counts as 0, a value over the layout's highest trackable
   * one counts as that one and in `overflowCount`.
   *
   * @throws RangeError if the value is not a number
   */
  record(value: number): void {
    // The shortcut holds for nearly every value: integer arithmetic alone finds its bucket.
    if (!(value >= 0 && value <= this.#shortcutLimit)) return this.recordWithCount(value, 1)
    const whole = value >>> 0
    const bucket = this.#leadingZeros - Math.clz32(whole | this.#subBucketMask)
    const index = (bucket << this.#halfMagnitude) + (whole >>> bucket)
    const slot = index - this.#base
    const counts = this.#counts
    if (slot < 0 || slot >= counts.length) return this.recordWithCount(value, 1)
    const count = counts[slot]! + 1
    if (count > UINT32_MAX) return this.recordWithCount(value, 1)
    counts[slot] = count
    this.#count++
    this.#sum += whole
    if (whole < this.#min) this.#min = whole
    if (whole > this.#max) this.#max = whole
  }

  /**
   * Counts one value `count` times; see record.
   *
   * @throws RangeError if the value is not a number or the count not a non-negative safe integer
   */
  recordWithCount(value: number, count: number): void {
    if (Number.isNaN(value)) throw new RangeError('the value to record is not a number')
    requireCount(count)
    if (count === 0) return
    const highest = this.layout.highestTrackable
    if (value > highest) this.#overflowCount += count
    const whole = Math.trunc(Math.min(Math.max(value, 0), highest))
    this.#addToBucket(this.layout.indexOf(whole), count)
    this.#sum += whole * count
    this.#widen(whole, whole)
  }

  /**
   * Counts `count` values in one bucket, as a decoder does that knows no more: the sum grows by the bucket's middle,
   * min and max take in the whole bucket. A bucket beyond this layout's range counts as overflow.
   */
  addAtIndex(index: number, count: number): void {
    requireCount(count)
    if (count === 0) return
    if (index >= this.layout.countsLength) return this.recordWithCount(this.layout.lowestAt(index), count)
    this.#addToBucket(index, count)
    this.#sum += this.layout.middleAt(index) * count
    this.#widen(this.layout.lowestAt(index), this.layout.highestAt(index))
  }

  /**
   * Adds every count of the other histogram: afterwards this one is what it would be, had it recorded the other's
   * values itself.
   *
   * @throws HistogramError histogram_layout_mismatch where the bucket boundaries differ
   */
  add(other: HdrHistogram): void {
    this.requireSameBoundaries(other.layout)
    if (other.#count === 0) return
    const first = other.firstIndex
    const last = other.lastIndex
    if (last >= this.layout.countsLength) return this.#addBeyondRange(other)
    this.#reserve(first, last)
    let target = this.#counts
    const shift = other.#base - this.#base
    const source = other.#counts
    for (let slot = first - other.#base; slot <= last - other.#base; slot++) {
      const added = source[slot]!
      if (added === 0) continue
      const count = target[slot + shift]! + added
      if (count > UINT32_MAX) target = this.#useWideCounts()
      target[slot + shift] = count
    }
    this.#count += other.#count
    this.#sum += other.#sum
    this.#overflowCount += other.#overflowCount
    this.#widen(other.#min, other.#max)
  }

  /** Forgets every value. The memory is kept for the next ones. */
  reset(): void {
    if (this.#count > 0) this.#counts.fill(0, this.firstIndex - this.#base, this.lastIndex - this.#base + 1)
    this.#count = 0
    this.#sum = 0
    this.#min = Number.MAX_SAFE_INTEGER
    this.#max = 0
    this.#overflowCount = 0
  }

  /**
   * The highest value equivalent to the value at the percentile: HdrHistogram's definition, so that at least
   * `percentile` per cent of the values are smaller than or equivalent to it. It may therefore exceed `max` by less than one
   * bucket. Percentile 0 gives the lowest value equivalent to the smallest one. 0 if nothing was recorded.
   *
   * @param percentile 0 to 100; what lies outside is clamped
   */
  valueAtPercentile(percentile: number): number {
    if (this.#count === 0) return 0
    const first = this.firstIndex
    if (percentile <= 0) return this.layout.lowestAt(first)
    const rank = this.#rankAt(percentile)
    const last = this.lastIndex
    let seen = 0
    for (let index = first; index < last; index++) {
      seen += this.#counts[index - this.#base]!
      if (seen >= rank) return this.layout.highestAt(index)
    }
    return this.layout.highestAt(last)
  }

  /** How many values the bucket holds. */
  countAtIndex(index: number): number {
    return this.#counts[index - this.#base] ?? 0
  }

  /** Calls back for each bucket that holds a value, in rising order. */
  forEachUsed(visit: (index: number, count: number) => void): void {
    if (this.#count === 0) return
    const last = this.lastIndex
    for (let index = this.firstIndex; index <= last; index++) {
      const count = this.countAtIndex(index)
      if (count > 0) visit(index, count)
    }
  }

  /** Whether both have the same boundaries, the same count in every bucket and the same exact summary. */
  equals(other: HdrHistogram): boolean {
    if (!this.layout.hasSameBoundaries(other.layout) || this.#count !== other.#count) return false
    if (this.#sum !== other.#sum || this.#overflowCount !== other.#overflowCount) return false
    if (this.min !== other.min || this.#max !== other.#max) return false
    for (let index = this.firstIndex, last = this.lastIndex; index <= last; index++) {
      if (this.countAtIndex(index) !== other.countAtIndex(index)) return false
    }
    return true
  }

  exactSummary(): ExactSummary {
    return { sum: this.#sum, min: this.min, max: this.#max, overflowCount: this.#overflowCount }
  }

  /**
   * Puts the known exact figures in the place of those that were estimated from the buckets.
   *
   * @throws HistogramError histogram_corrupt where they cannot belong to these buckets; nothing is changed then
   */
  replaceSummary(exact: ExactSummary): void {
    requireSummary(exact)
    const { layout } = this
    const fits =
      this.#count === 0
        ? exact.sum === 0 && exact.min === 0 && exact.max === 0 && exact.overflowCount === 0
        : layout.indexOf(exact.min) === this.firstIndex &&
          layout.indexOf(exact.max) === this.lastIndex &&
          exact.min <= exact.max &&
          exact.overflowCount <= this.#count
    if (!fits)
      throw new HistogramError('histogram_corrupt', 'the exact summary does not belong to these counts')
    if (this.#count === 0) return
    this.#sum = exact.sum
    this.#min = exact.min
    this.#max = exact.max
    this.#overflowCount = exact.overflowCount
  }

  requireSameBoundaries(layout: HistogramLayout): void {
    if (this.layout.hasSameBoundaries(layout)) return
    throw new HistogramError(
      'histogram_layout_mismatch',
      `histograms of ${layout.significantDigits} digits in units of 2^${layout.unitMagnitude} and of ` +
        `${this.layout.significantDigits} digits in units of 2^${this.layout.unitMagnitude} cannot be merged`
    )
  }

  /** The number of values that must be seen to have reached the percentile. */
  #rankAt(percentile: number): number {
    const exact = (Math.min(percentile, 100) / 100) * this.#count
    // The product can be one unit in the last place above the true integer, which would skip a value.
    const unitInLastPlace = 2 ** (Math.floor(Math.log2(exact)) - 52)
    return Math.max(1, Math.ceil(exact - unitInLastPlace))
  }

  #widen(min: number, max: number): void {
    if (min < this.#min) this.#min = min
    if (max > this.#max) this.#max = max
  }

  #addToBucket(index: number, count: number): void {
    if (index < this.#base || index >= this.#base + this.#counts.length) this.#reserve(index, index)
    const slot = index - this.#base
    const total = this.#counts[slot]! + count
    const counts = total > UINT32_MAX ? this.#useWideCounts() : this.#counts
    counts[slot] = total
    this.#count += count
  }

  /** The rare merge of a histogram of wider range: what lies beyond this one's range is counted as overflow. */
  #addBeyondRange(other: HdrHistogram): void {
    const sum = this.#sum + other.#sum
    other.forEachUsed((index, count) => this.addAtIndex(index, count))
    this.#sum = sum
    this.#overflowCount += other.#overflowCount
  }

  /** Makes the window hold the buckets from `first` to `last` beside the used ones, with room on both sides. */
  #reserve(first: number, last: number): void {
    const used = this.#count > 0
    const low = used ? Math.min(first, this.firstIndex) : first
    const high = used ? Math.max(last, this.lastIndex) : last
    if (low >= this.#base && high < this.#base + this.#counts.length) return
    const span = high - low + 1
    const wanted = WINDOW_STEP * Math.ceil((span * 1.25) / WINDOW_STEP)
    const length = Math.min(Math.max(wanted, this.#counts.length), this.layout.countsLength)
    const centred = low - Math.floor((length - span) / 2)
    const base = Math.max(0, Math.min(centred, this.layout.countsLength - length))
    const counts = this.#counts instanceof Float64Array ? new Float64Array(length) : new Uint32Array(length)
    if (used) {
      const from = this.firstIndex
      counts.set(this.#counts.subarray(from - this.#base, this.lastIndex - this.#base + 1), from - base)
    }
    this.#counts = counts
    this.#base = base
  }

  #useWideCounts(): Counts {
    this.#counts = Float64Array.from(this.#counts)
    return this.#counts
  }
}

function requireCount(count: number): void {
  if (!Number.isSafeInteger(count) || count < 0) {
    throw new RangeError(`a count must be a non-negative safe integer, not ${count}`)
  }
}

function requireSummary(exact: ExactSummary): void {
  const whole = Number.isSafeInteger(exact.min) && Number.isSafeInteger(exact.max)
  const finite = Number.isFinite(exact.sum) && Number.isSafeInteger(exact.overflowCount)
  if (whole && finite && exact.min >= 0 && exact.sum >= 0 && exact.overflowCount >= 0) return
  throw new HistogramError('histogram_corrupt', 'the exact summary holds a figure that cannot be')
}
