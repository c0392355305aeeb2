import { describe, expect, it } from 'vitest'
import { RandomStream } from '../../../src/main/engine/load/random-stream.ts'
import { answerTime } from '../../support/answer-time.ts'
import { SingleServerTheory, type Interval } from '../single-server-theory.ts'
import { SortedTimes } from '../sorted-times.ts'

const LOAD = { meanServiceMs: 8, utilisation: 0.8 }
const SERVERS = 10
const COUNT = 20_000
const ROUNDS = 100
/** Standard deviations on both sides that hold half, and 99 %, of a normal distribution. */
const HALF = 0.6745
const NEARLY_ALL = 2.5758

/** Sojourns of one round in virtual time, the servers being those of the experiment. */
function sojourns(seed: number): SortedTimes {
  const departureMs = answerTime({ kind: 'single-servers', servers: SERVERS, ...LOAD, seed })
  const random = new RandomStream(seed, 0)
  const meanGapMs = LOAD.meanServiceMs / LOAD.utilisation / SERVERS
  const times = new Float64Array(COUNT)
  let arrivalMs = 0
  for (let index = 0; index < COUNT; index++) {
    arrivalMs -= meanGapMs * Math.log(random.next())
    times[index] = departureMs(arrivalMs) - arrivalMs
  }
  return new SortedTimes(times)
}

describe('SingleServerTheory', () => {
  const theory = new SingleServerTheory(LOAD)
  const samples = Array.from({ length: ROUNDS }, (_, seed) => sojourns(seed))
  const figures = {
    mean: {
      truthMs: theory.meanMs,
      of: (sample: SortedTimes) => sample.mean,
      interval: (deviations: number) => theory.meanInterval(COUNT, deviations)
    },
    p99: {
      truthMs: theory.percentileMs(99),
      of: (sample: SortedTimes) => sample.percentile(99),
      interval: (deviations: number) => theory.percentileInterval(99, COUNT, deviations)
    }
  }

  it.each(Object.entries(figures))(
    'gives intervals of the %s that hold as many simulated samples as they promise, about the right middle',
    (_, { truthMs, of, interval }) => {
      const within = ({ low, high }: Interval): number =>
        samples.filter((sample) => of(sample) > low && of(sample) < high).length
      // Four standard deviations of a count out of a hundred, of which half, or 99, are to be expected.
      expect(Math.abs(within(interval(HALF)) - 50)).toBeLessThanOrEqual(20)
      expect(within(interval(NEARLY_ALL))).toBeGreaterThanOrEqual(95)
      const mean = samples.reduce((sum, sample) => sum + of(sample), 0) / ROUNDS
      expect(Math.abs(mean / truthMs - 1)).toBeLessThan(0.04)
    }
  )
})
