import { describe, expect, it } from 'vitest'
import {
  designEffectOf,
  metConfidence,
  missedConfidence,
  pooledEvidence
} from '../../../src/main/capacity/objective-evidence.ts'

const evidence = (samples: number, misses: number, allowedShare = 0.01, designEffect = 1) => ({
  ...{ samples, misses, allowedShare, designEffect }
})

/** Cumulative counts from the counts of each second. */
function cumulative(misses: readonly number[], samples = 100): ReturnType<typeof evidence>[] {
  let sum = 0
  return misses.map((count, index) => evidence((index + 1) * samples, (sum += count)))
}

describe('the confidence of an objective', () => {
  it('is the level at which the interval of Clopper and Pearson ends at the allowed share', () => {
    // No misses: the upper limit at level c is 1 - (1 - c)^(1 / n).
    expect(metConfidence(evidence(299, 0))).toBeCloseTo(1 - 0.99 ** 299, 10)
    // All misses: the lower limit at level c is (1 - c)^(1 / n).
    expect(missedConfidence(evidence(3, 3, 0.2))).toBeCloseTo(1 - 0.2 ** 3, 10)
    // The published 95 % interval for 10 of 100 is 0.0490 to 0.1762, so one-sided 97.5 % each.
    expect(metConfidence(evidence(100, 10, 0.1762))).toBeCloseTo(0.975, 3)
    expect(missedConfidence(evidence(100, 10, 0.049))).toBeCloseTo(0.975, 3)
  })

  it('is nothing where nothing was missed or everything was, and unknown without samples', () => {
    expect(missedConfidence(evidence(1000, 0))).toBe(0)
    expect(metConfidence(evidence(10, 10))).toBe(0)
    expect(metConfidence(evidence(0, 0))).toBeNull()
    expect(missedConfidence(evidence(100, 3, 0))).toBeNull()
  })

  it('is weaker where samples resemble each other', () => {
    expect(metConfidence(evidence(1000, 2, 0.01, 5))!).toBeLessThan(metConfidence(evidence(1000, 2))!)
  })

  it('is stronger with two attempts taken together', () => {
    const pooled = pooledEvidence([evidence(1000, 5), evidence(3000, 15, 0.01, 2)])
    expect(pooled).toEqual({ samples: 4000, misses: 20, allowedShare: 0.01, designEffect: 1.6 })
    expect(metConfidence(pooled!)!).toBeGreaterThan(metConfidence(evidence(1000, 5))!)
    expect(pooledEvidence([])).toBeNull()
  })
})

describe('designEffectOf', () => {
  it('is 1 where seconds differ no more than chance allows, and without misses', () => {
    expect(designEffectOf(cumulative([1, 2, 1, 2, 1, 2]))).toBe(1)
    expect(designEffectOf(cumulative([0, 0, 0, 0]))).toBe(1)
    expect(designEffectOf(cumulative([100, 100, 100]))).toBe(1)
    expect(designEffectOf([])).toBe(1)
  })

  it('grows where all misses fall into one second', () => {
    // 40 misses in one of eight seconds of 100: chi-square 40 * 7 / 0.95 over 7 degrees of freedom.
    expect(designEffectOf(cumulative([0, 0, 0, 40, 0, 0, 0, 0]))).toBeCloseTo(40 / 0.95, 5)
  })

  it('grows further where the bad seconds follow each other', () => {
    const scattered = designEffectOf(cumulative([10, 0, 10, 0, 10, 0, 10, 0]))
    const together = designEffectOf(cumulative([0, 0, 10, 10, 10, 10, 0, 0]))
    expect(together).toBeGreaterThan(2 * scattered)
  })
})
