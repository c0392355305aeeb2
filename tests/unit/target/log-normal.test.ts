import { describe, expect, it } from 'vitest'
import { logNormal } from '../../../src/main/target/log-normal.ts'

/** A small linear congruential generator: the same numbers on every machine. */
function seeded(): () => number {
  let state = 12_345
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

describe('logNormal', () => {
  it('has the median and the p99 that its parameters say', () => {
    const random = seeded()
    const values = Array.from({ length: 20_000 }, () => logNormal(20, 0.6, random)).sort((a, b) => a - b)
    expect(values[10_000]).toBeGreaterThan(19)
    expect(values[10_000]).toBeLessThan(21)
    expect(values[19_800]).toBeGreaterThan(20 * Math.exp(0.6 * 2.326) * 0.92)
    expect(values[19_800]).toBeLessThan(20 * Math.exp(0.6 * 2.326) * 1.08)
  })

  it('stays finite and above zero at both ends of the random numbers', () => {
    expect(logNormal(20, 0.6, () => 0)).toBe(20)
    const highest = logNormal(20, 0.6, () => 1 - 2 ** -53)
    expect(highest).toBeGreaterThan(20)
    expect(Number.isFinite(highest)).toBe(true)
  })
})
