import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  CapacitySearch,
  type SearchSettings,
  type StepOutcome
} from '../../../src/main/capacity/capacity-search.ts'

/** What a simulated service answers to a step: everything is decided by the rate and the number of the step. */
type Service = (rate: number, step: number) => Omit<StepOutcome, 'rate'>

const settings: SearchSettings = { startRate: 100, minRate: 1, maxRate: 100_000, growth: 2, precision: 0.05 }

interface Found {
  readonly search: CapacitySearch
  /** Every rate that was measured, in order. */
  readonly rates: readonly number[]
}

function searchOf(service: Service, changes: Partial<SearchSettings> = {}): Found {
  const search = new CapacitySearch({ ...settings, ...changes })
  const rates: number[] = []
  for (let { next } = search; next !== null; next = search.next) {
    expect(rates.length).toBeLessThan(100)
    expect(rates.filter((rate) => rate === next.rate)).toHaveLength(next.attempt - 1)
    rates.push(next.rate)
    search.add({ rate: next.rate, ...service(next.rate, rates.length) })
  }
  expect(search.end).not.toBeNull()
  return { search, rates }
}

/** M/M/1: the response time's p99 is ln(100) / (capacity - rate); beyond its capacity it does what it can. */
function queue(capacity: number, limitSeconds: number): Service {
  return (rate) => {
    if (rate >= capacity) return { verdict: 'overloaded', achievedRate: capacity }
    const p99 = Math.log(100) / (capacity - rate)
    return { verdict: p99 < limitSeconds ? 'met' : 'missed', achievedRate: rate }
  }
}

/** Met up to a rate and missed above, without ever falling behind. */
const edge =
  (highest: number): Service =>
  (rate) => ({ verdict: rate <= highest ? 'met' : 'missed', achievedRate: rate })

describe('CapacitySearch', () => {
  it('grows, then bisects to the knee of a queue', () => {
    // p99 = 200 ms where 4.605 / (1000 - rate) = 0.2.
    const knee = 1000 - Math.log(100) / 0.2
    const { search, rates } = searchOf(queue(1000, 0.2))
    const { met, missed } = search.bracket
    expect(search.end).toMatchObject({ kind: 'found' })
    expect(met).toBeLessThanOrEqual(knee)
    expect(missed).toBeGreaterThan(knee)
    expect(missed! / met!).toBeLessThanOrEqual(1.05)
    expect(rates.slice(0, 5)).toEqual([100, 200, 400, 800, 1600])
  })

  it('finds every edge between the bounds to the precision, from either side', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1.2, max: 90_000, noNaN: true }),
        fc.double({ min: 1, max: 100_000, noNaN: true }),
        fc.double({ min: 0.01, max: 0.3, noNaN: true }),
        fc.double({ min: 1.5, max: 10, noNaN: true }),
        (highest, startRate, precision, growth) => {
          const { search } = searchOf(edge(highest), { startRate, precision, growth })
          const { met, missed } = search.bracket
          expect(search.end).toEqual({ kind: 'found', limit: 'objective' })
          expect(met).toBeLessThanOrEqual(highest)
          expect(missed).toBeGreaterThan(highest)
          expect(missed! / met!).toBeLessThanOrEqual(1 + precision + 1e-9)
        }
      )
    )
  })

  it('measures a missed rate again, and takes the majority of three', () => {
    // The fourth step, 800, is missed once by a disturbance of something else.
    const disturbed: Service = (rate, step) =>
      step === 4 ? { verdict: 'missed', achievedRate: rate } : edge(900)(rate, step)
    const { search, rates } = searchOf(disturbed)
    expect(rates.slice(0, 7)).toEqual([100, 200, 400, 800, 800, 800, 1600])
    expect(search.bracket.met).toBeGreaterThan(850)
    expect(search.bracket.met).toBeLessThanOrEqual(900)
  })

  it('does not measure again what was overloaded for certain, nor on the way down', () => {
    const { rates } = searchOf(queue(1000, 0.2))
    expect(rates.filter((rate) => rate === 1600)).toHaveLength(1)
    const down = searchOf(edge(30)).rates
    expect(down.slice(0, 3)).toEqual([100, 50, 25])
  })

  it('goes down to what an overloaded service achieved, not step by step', () => {
    const { search, rates } = searchOf(queue(50, 1), { startRate: 50_000 })
    expect(rates.slice(0, 2)).toEqual([50_000, 50])
    expect(search.bracket.met).toBeGreaterThan(40)
  })

  it('stays within a factor of a noisy knee', () => {
    // Within 10 % of the edge chance decides: a generator of its own, so that every run is the same.
    let seed = 7
    const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647
    for (let round = 0; round < 200; round++) {
      const noisy: Service = (rate) => ({
        verdict: rate * (0.9 + 0.2 * random()) <= 500 ? 'met' : 'missed',
        achievedRate: rate
      })
      const { search } = searchOf(noisy)
      expect(search.end?.kind).toBe('found')
      expect(search.bracket.met).toBeGreaterThan(500 / 1.1 / 1.05)
      expect(search.bracket.met).toBeLessThan(500 / 0.9)
    }
  })

  it('reports a met rate with a missed one right above also where the service is not monotone', () => {
    // A band from 300 to 450 is missed, and met again above it.
    const banded: Service = (rate) => ({
      verdict: (rate >= 300 && rate <= 450) || rate > 900 ? 'missed' : 'met',
      achievedRate: rate
    })
    const { search } = searchOf(banded)
    const { met, missed } = search.bracket
    expect(search.end?.kind).toBe('found')
    expect(banded(met!, 0).verdict).toBe('met')
    expect(banded(missed!, 0).verdict).toBe('missed')
    expect(met).toBeLessThan(300)
  })

  it('says at least where the generator is the limit, never a wrong capacity', () => {
    const ceiling: Service = (rate) =>
      rate <= 700
        ? { verdict: 'met', achievedRate: rate }
        : { verdict: 'generator', achievedRate: Math.min(rate, 650) }
    const { search } = searchOf(ceiling)
    expect(search.end).toEqual({ kind: 'at-least', limit: 'generator' })
    expect(search.bracket.met).toBeGreaterThan(650)
    expect(search.bracket.met).toBeLessThanOrEqual(700)
  })

  it('finds the capacity below a rate at which the generator was the limit', () => {
    const both: Service = (rate) =>
      rate > 700 ? { verdict: 'generator', achievedRate: 650 } : edge(500)(rate, 0)
    const { search } = searchOf(both)
    expect(search.end).toEqual({ kind: 'found', limit: 'objective' })
    expect(search.bracket.met).toBeGreaterThan(475)
    expect(search.bracket.met).toBeLessThanOrEqual(500)
  })

  it('does not put a miss down to the generator that the service had once as well', () => {
    let generatorWas = false
    const mixed: Service = (rate, step) => {
      if (rate <= 500) return { verdict: 'met', achievedRate: rate }
      generatorWas = step % 2 === 0
      return { verdict: generatorWas ? 'generator' : 'missed', achievedRate: rate }
    }
    expect(searchOf(mixed).search.end).toEqual({ kind: 'found', limit: 'objective' })
  })

  it('says less than the lowest rate where that is missed, after a second look', () => {
    const { search, rates } = searchOf(edge(0), { minRate: 10 })
    expect(search.end).toEqual({ kind: 'below', limit: 'objective' })
    expect(search.bracket).toEqual({ met: null, missed: 10 })
    expect(rates).toEqual([100, 50, 25, 12.5, 10, 10])
  })

  it('knows nothing where the generator fails at every rate', () => {
    const { search } = searchOf(() => ({ verdict: 'generator', achievedRate: 1 }), { minRate: 10 })
    expect(search.end).toEqual({ kind: 'unknown', limit: 'generator' })
  })

  it('puts nothing down to the service where there was nothing to judge', () => {
    const silent = searchOf(() => ({ verdict: 'no-samples', achievedRate: 100 }), { minRate: 50 }).search
    expect(silent.end).toEqual({ kind: 'unknown', limit: 'no-samples' })
    const above: Service = (rate) => ({
      verdict: rate <= 500 ? 'met' : 'no-samples',
      achievedRate: rate
    })
    expect(searchOf(above).search.end).toEqual({ kind: 'at-least', limit: 'no-samples' })
  })

  it('ends at the highest rate where no objective is ever missed', () => {
    const { search, rates } = searchOf(edge(Infinity), { maxRate: 1000 })
    expect(search.end).toEqual({ kind: 'at-least', limit: 'max-rate' })
    expect(rates).toEqual([100, 200, 400, 800, 1000])
  })

  it('gives up after sixty steps with what is known', () => {
    const { search, rates } = searchOf(edge(50_000), { growth: 1.1, startRate: 1 })
    expect(rates).toHaveLength(60)
    expect(search.end).toEqual({ kind: 'at-least', limit: 'steps' })
    expect(search.bracket.met).toBe(rates.at(-1))
  })

  it('says what is known when it is stopped', () => {
    const fresh = new CapacitySearch(settings)
    fresh.stop()
    expect([fresh.next, fresh.end]).toEqual([null, { kind: 'unknown', limit: 'stopped' }])
    const search = new CapacitySearch(settings)
    search.add({ rate: 100, verdict: 'met', achievedRate: 100 })
    search.add({ rate: 200, verdict: 'stopped', achievedRate: 0 })
    expect(search.end).toEqual({ kind: 'at-least', limit: 'stopped' })
    expect(search.bracket).toEqual({ met: 100, missed: null })
  })
})
