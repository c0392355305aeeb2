import type { ObjectiveEvidence } from '../../shared/capacity/capacity.ts'
import type { ThresholdEvidence } from '../../shared/metrics/summary.ts'
import { autocorrelation } from '../report/index.ts'
import { incompleteBeta } from './incomplete-beta.ts'

/**
 * How sure it is that the true share of misses lies below the allowed one: the greatest level at which the one-sided
 * interval of Clopper and Pearson (1934) for the share lies below it. With k misses among n samples that is
 * P(X > k) of a binomial X with n trials of the allowed share p, which is I_p(k + 1, n - k). n and k are divided by the
 * design effect (Korn and Graubard 1998), because requests of one moment resemble each other. It is exact for a quantile
 * as well: p99 is below 200 ms just where less than 1 % of the responses take 200 ms or more.
 *
 * @returns 0 to 1; null where there are no samples or no share is allowed
 */
export function metConfidence(evidence: ObjectiveEvidence): number | null {
  const effective = effectiveCounts(evidence)
  if (effective === null) return null
  const { samples, misses, allowedShare } = effective
  return samples === misses ? 0 : incompleteBeta(misses + 1, samples - misses, allowedShare)
}

/** How sure it is that the true share of misses lies above the allowed one: P(X < k) = 1 - I_p(k, n - k + 1). */
export function missedConfidence(evidence: ObjectiveEvidence): number | null {
  const effective = effectiveCounts(evidence)
  if (effective === null) return null
  const { samples, misses, allowedShare } = effective
  return misses === 0 ? 0 : 1 - incompleteBeta(misses, samples - misses + 1, allowedShare)
}

function effectiveCounts({
  samples,
  misses,
  allowedShare,
  designEffect
}: ObjectiveEvidence): ThresholdEvidence | null {
  if (samples === 0 || allowedShare <= 0 || allowedShare >= 1) return null
  return { samples: samples / designEffect, misses: misses / designEffect, allowedShare }
}

/** The samples of one rate that was measured several times, taken together. */
export function pooledEvidence(parts: readonly ObjectiveEvidence[]): ObjectiveEvidence | null {
  const [first] = parts
  if (first === undefined) return null
  const sum = (of: (part: ObjectiveEvidence) => number): number =>
    parts.reduce((total, part) => total + of(part), 0)
  const samples = sum((part) => part.samples)
  const effective = sum((part) => part.samples / part.designEffect)
  return {
    samples,
    misses: sum((part) => part.misses),
    allowedShare: first.allowedShare,
    designEffect: effective > 0 ? samples / effective : 1
  }
}

/**
 * So many samples say as much as one independent one. Two things make it more than 1: seconds whose shares differ by
 * more than chance allows (Pearson's chi-square over its degrees of freedom) and seconds that resemble the one before
 * (lag-1 autocorrelation r, by (1 + r) / (1 - r)).
 *
 * @param cumulative the evidence at the end of each second, in order
 */
export function designEffectOf(cumulative: readonly ThresholdEvidence[]): number {
  const seconds = cumulative
    .map(({ samples, misses }, index) => {
      const before = cumulative[index - 1]
      return { samples: samples - (before?.samples ?? 0), misses: misses - (before?.misses ?? 0) }
    })
    .filter(({ samples }) => samples > 0)
  const samples = seconds.reduce((sum, second) => sum + second.samples, 0)
  const misses = seconds.reduce((sum, second) => sum + second.misses, 0)
  const share = misses / samples
  if (seconds.length < 3 || !(share > 0 && share < 1)) return 1
  let chiSquare = 0
  for (const second of seconds) {
    const expected = second.samples * share
    chiSquare += (second.misses - expected) ** 2 / (expected * (1 - share))
  }
  const r = autocorrelation(seconds.map((second) => second.misses / second.samples))
  return Math.max(1, chiSquare / (seconds.length - 1)) * ((1 + r) / (1 - r))
}
