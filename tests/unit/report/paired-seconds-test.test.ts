import { describe, expect, it } from 'vitest'
import { pairedSecondsTest } from '../../../src/main/report/compare/paired-seconds-test.ts'

/** Rates of a thousand simulated pairs, so that a rate of 2 % is known to half a percent. */
const PAIRS = 1000
const SIGNIFICANCE = 0.01

type Draw = () => number

/** Mulberry32, and normal numbers by Box and Muller: the same for every run of the tests. */
function normalNumbers(seed: number): Draw {
  let state = seed
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())
}

/** Stationary, of variance 1. */
function autoregression(length: number, correlation: number, draw: Draw): number[] {
  let value = draw()
  return Array.from({ length }, (_, index) => {
    if (index > 0) value = correlation * value + Math.sqrt(1 - correlation ** 2) * draw()
    return value
  })
}

interface Simulation {
  readonly seconds: number
  readonly correlation: number
  /** Of the other run, in standard deviations of a second. */
  readonly shift?: number
  /** What both runs share at a second, in the same unit. */
  readonly trend?: (second: number) => number
  readonly noise?: (length: number, draw: Draw) => number[]
}

/** The share of simulated pairs for which the test says that they differ. */
function foundShare({ seconds, correlation, shift = 0, trend = () => 0, noise }: Simulation): number {
  const draw = normalNumbers(seconds * 1000 + Math.round(correlation * 100))
  const errors = noise ?? ((length: number) => autoregression(length, correlation, draw))
  let found = 0
  for (let pair = 0; pair < PAIRS; pair++) {
    const run = (by: number): number[] =>
      errors(seconds, draw).map((error, second) => Math.exp((error + trend(second) + by) / 10))
    if (pairedSecondsTest(run(0), run(shift), 0).pValue < SIGNIFICANCE) found++
  }
  return found / PAIRS
}

const ramp = (length: number, start: number): number[] =>
  Array.from({ length }, (_, second) => start * (1 + (second / length) * 2))

describe('pairedSecondsTest: runs of one service', () => {
  it.each([8, 20, 30, 300])(
    'seldom differ over %d seconds, however much these depend on each other',
    (seconds) => {
      for (const correlation of [0, 0.4, 0.8]) {
        expect(foundShare({ seconds, correlation }), `correlation ${correlation}`).toBeLessThanOrEqual(0.02)
      }
      // Their memory is 20 seconds: shorter runs do not show how far the level wanders.
      expect(foundShare({ seconds, correlation: 0.95 })).toBeLessThanOrEqual(seconds < 20 ? 0.07 : 0.025)
    }
  )

  it.each([
    ['a ramp', (second: number) => 10 * Math.log(1 + second / 15)],
    ['a staircase', (second: number) => 3 * Math.floor(second / 6)],
    ['a spike every other second', (second: number) => 20 * (second % 2)]
  ])('seldom differ where the load is %s', (_, trend) => {
    for (const correlation of [0, 0.8]) {
      expect(
        foundShare({ seconds: 30, correlation, trend }),
        `correlation ${correlation}`
      ).toBeLessThanOrEqual(0.02)
    }
  })

  it('seldom differ where single seconds lie far out', () => {
    const noise = (length: number, draw: Draw): number[] =>
      Array.from({ length }, () => draw() / Math.sqrt((draw() ** 2 + draw() ** 2 + draw() ** 2) / 3))
    expect(foundShare({ seconds: 30, correlation: 0, noise })).toBeLessThanOrEqual(0.02)
  })
})

describe('pairedSecondsTest: runs that differ', () => {
  it('are told apart by one deviation over 30 independent seconds', () => {
    expect(foundShare({ seconds: 30, correlation: 0, shift: 1 })).toBeGreaterThan(0.8)
  })

  it('are told apart where the load of both is a ramp', () => {
    const trend = (second: number): number => 10 * Math.log(1 + second / 15)
    expect(foundShare({ seconds: 30, correlation: 0, shift: 1, trend })).toBeGreaterThan(0.75)
    // A doubling, where the seconds are spread by a tenth: 10 ln 2.
    expect(foundShare({ seconds: 30, correlation: 0, shift: 6.9, trend })).toBeGreaterThan(0.99)
    expect(foundShare({ seconds: 30, correlation: 0.5, shift: 6.9, trend })).toBeGreaterThan(0.8)
  })

  it('are told apart in less than a minute where they dwarf the spread', () => {
    expect(foundShare({ seconds: 20, correlation: 0, shift: 3 })).toBeGreaterThan(0.8)
    expect(foundShare({ seconds: 8, correlation: 0, shift: 20 })).toBeGreaterThan(0.8)
    expect(foundShare({ seconds: 60, correlation: 0.8, shift: 7 })).toBeGreaterThan(0.8)
  })

  it.each([8, 30, 60, 300])('are told apart without any spread over %d seconds', (length) => {
    const { pValue, logRatio } = pairedSecondsTest(ramp(length, 10), ramp(length, 100), 0.05)
    expect(pValue).toBeLessThan(1e-6)
    expect(logRatio).toBeCloseTo(Math.log(10), 1)
  })
})

describe('pairedSecondsTest', () => {
  const jumping = (length: number, start: number): number[] =>
    Array.from({ length }, (_, second) => start * (1 + ((second * 7) % 5) / 50))

  it('finds nothing between equal and between constant runs', () => {
    expect(pairedSecondsTest(jumping(20, 10), jumping(20, 10), 0).pValue).toBeCloseTo(1, 6)
    expect(pairedSecondsTest(jumping(8, 0), jumping(8, 0), 0.05).pValue).toBeCloseTo(1, 6)
  })

  it('does not care which run is the base', () => {
    const [base, other] = [jumping(20, 10), jumping(23, 10.3).slice(3)]
    const forth = pairedSecondsTest(base, other, 0)
    const back = pairedSecondsTest(other, base, 0)
    expect(back.pValue).toBeCloseTo(forth.pValue, 9)
    expect(back.logRatio).toBeCloseTo(-forth.logRatio, 9)
  })

  it('does not care for the unit', () => {
    const [base, other] = [jumping(20, 10), jumping(23, 10.3).slice(3)]
    const inMicroseconds = pairedSecondsTest(
      base.map((value) => value * 1000),
      other.map((value) => value * 1000),
      0
    )
    expect(inMicroseconds.pValue).toBeCloseTo(pairedSecondsTest(base, other, 0).pValue, 6)
  })

  it('takes a difference of the size of the floor between values near 0 for little', () => {
    const { logRatio } = pairedSecondsTest(
      new Array<number>(20).fill(0),
      new Array<number>(20).fill(0.05),
      0.05
    )
    expect(logRatio).toBeCloseTo(Math.log(2), 6)
  })

  it('is not misled by one stall', () => {
    const other = jumping(33, 14)
      .slice(3)
      .map((value, second) => (second === 11 ? 2000 : value))
    const base = jumping(30, 10).map((value, second) => (second === 4 ? 2000 : value))
    const { pValue, logRatio } = pairedSecondsTest(base, other, 0)
    expect(pValue).toBeLessThan(SIGNIFICANCE)
    expect(logRatio).toBeCloseTo(Math.log(1.4), 1)
  })

  it('says how many independent seconds would say as much', () => {
    const draw = normalNumbers(1)
    const effective = (correlation: number): number => {
      const run = (): number[] => autoregression(300, correlation, draw).map((value) => Math.exp(value / 10))
      return pairedSecondsTest(run(), run(), 0).effectiveSeconds
    }
    expect(effective(0)).toBeGreaterThan(150)
    expect(effective(0.9)).toBeLessThan(50)
  })

  it('blames the seconds where the difference would be sure without their dependence', () => {
    // Both drift, one up and one down: the difference is all drift.
    const base = Array.from({ length: 20 }, (_, second) => 10 + second / 10)
    const other = Array.from({ length: 20 }, (_, second) => 13 - second / 10)
    const { pValue, independentPValue, effectiveSeconds } = pairedSecondsTest(base, other, 0)
    expect(pValue).toBeGreaterThan(SIGNIFICANCE)
    expect(independentPValue).toBeLessThan(SIGNIFICANCE)
    expect(effectiveSeconds).toBeLessThan(5)
  })
})
