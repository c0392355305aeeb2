import { HistogramError } from './histogram-error.ts'

/** Looked up, since the power operator costs more than the rest of finding a bucket. */
const POWERS_OF_TWO = Float64Array.from({ length: 64 }, (_, exponent) => 2 ** exponent)

/**
 * The bucket boundaries of an HDR histogram: which index counts which values.
 *
 * It is HdrHistogram's own log-linear layout. Bucket k is cut into `subBucketCount` equal parts of 2^k units, and
 * only the upper half of them is used where k > 0, since the buckets before it cover the lower half in finer steps.
 * A value and any other value with the same index ("equivalent" values) differ by less than one part in
 * 10^significantDigits.
 *
 * Invariant: immutable; `lowestAt`, `highestAt` and `indexOf` agree for every index below `countsLength`.
 */
export class HistogramLayout {
  readonly lowestDiscernible: number
  readonly highestTrackable: number
  readonly significantDigits: number
  /** floor(log2(lowestDiscernible)): values are told apart in units of 2^unitMagnitude. */
  readonly unitMagnitude: number
  readonly subBucketHalfCountMagnitude: number
  readonly subBucketCount: number
  /** How many indices there are; the greatest is one less. */
  readonly countsLength: number

  /**
   * @param lowestDiscernible the smallest difference that matters, at least 1
   * @param highestTrackable the greatest value that can be recorded, at least twice lowestDiscernible, at most 2^53-1
   * @param significantDigits 0 to 5
   * @throws HistogramError histogram_layout_invalid
   */
  constructor(lowestDiscernible: number, highestTrackable: number, significantDigits: number) {
    if (!Number.isSafeInteger(lowestDiscernible) || lowestDiscernible < 1) {
      throw invalid(`the lowest discernible value must be an integer of at least 1, not ${lowestDiscernible}`)
    }
    if (!Number.isSafeInteger(highestTrackable) || highestTrackable < 2 * lowestDiscernible) {
      throw invalid(
        `the highest trackable value must be an integer from ${2 * lowestDiscernible} to 2^53-1, not ${highestTrackable}`
      )
    }
    if (!Number.isInteger(significantDigits) || significantDigits < 0 || significantDigits > 5) {
      throw invalid(`the number of significant digits must be 0 to 5, not ${significantDigits}`)
    }
    this.lowestDiscernible = lowestDiscernible
    this.highestTrackable = highestTrackable
    this.significantDigits = significantDigits
    this.unitMagnitude = bitLength(lowestDiscernible) - 1
    // Single units must be told apart up to 2 x 10^digits: 1999 and 2000 differ by less than one part in 1000.
    this.subBucketHalfCountMagnitude = bitLength(2 * 10 ** significantDigits - 1) - 1
    this.subBucketCount = 2 ** (this.subBucketHalfCountMagnitude + 1)
    if (this.unitMagnitude + this.subBucketHalfCountMagnitude + 1 > 53) {
      throw invalid(
        `${significantDigits} significant digits of units of ${lowestDiscernible} need more than 53 bits`
      )
    }
    const topBucket = Math.max(
      0,
      bitLength(highestTrackable) - bitLength(this.subBucketCount * 2 ** this.unitMagnitude) + 1
    )
    this.countsLength = (topBucket + 2) * (this.subBucketCount / 2)
  }

  /** The index that counts `value`, a non-negative integer of at most 2^53-1; it may lie beyond `countsLength`. */
  indexOf(value: number): number {
    const bucket = Math.max(0, bitLength(value) - 1 - this.subBucketHalfCountMagnitude - this.unitMagnitude)
    return (
      bucket * (this.subBucketCount / 2) + Math.floor(value / POWERS_OF_TWO[bucket + this.unitMagnitude]!)
    )
  }

  /** How many neighbouring values the index counts together. */
  widthAt(index: number): number {
    const bucket = Math.max(0, Math.floor(index / (this.subBucketCount / 2)) - 1)
    return POWERS_OF_TWO[bucket + this.unitMagnitude]!
  }

  /** The lowest value that the index counts. */
  lowestAt(index: number): number {
    const half = this.subBucketCount / 2
    const bucket = Math.max(0, Math.floor(index / half) - 1)
    return (index - bucket * half) * POWERS_OF_TWO[bucket + this.unitMagnitude]!
  }

  /** The highest value that the index counts. */
  highestAt(index: number): number {
    return this.lowestAt(index) + this.widthAt(index) - 1
  }

  /** The middle of the values that the index counts, rounded up: what a mean by buckets is made of. */
  middleAt(index: number): number {
    return this.lowestAt(index) + Math.floor(this.widthAt(index) / 2)
  }

  /** Whether the other layout gives the same index to every value that both can hold. */
  hasSameBoundaries(other: HistogramLayout): boolean {
    return this.unitMagnitude === other.unitMagnitude && this.significantDigits === other.significantDigits
  }
}

/** Latency in microseconds: 1 us to 1 h, three significant digits. */
export const LATENCY_LAYOUT = new HistogramLayout(1, 3_600_000_000, 3)

/** The number of bits of a non-negative safe integer; exact, where log2 rounds up just below a power of two. */
function bitLength(value: number): number {
  return value < 2 ** 32 ? 32 - Math.clz32(value) : 64 - Math.clz32(Math.floor(value / 2 ** 32))
}

function invalid(message: string): HistogramError {
  return new HistogramError('histogram_layout_invalid', message)
}
