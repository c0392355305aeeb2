import { describe, expect, it } from 'vitest'
import { experiments, judge } from './experiments/index.ts'

/** The bench runs the same at the size that the figures of docs/measurement.md have. */
const SIZES = { stall: { ratePerSecond: 100, halfSeconds: 5 }, singleServers: { servers: 20, seconds: 10 } }

/**
 * Each experiment runs against a server process that stamps every request itself. What the machine's noise cannot break
 * has to hold in every round; what it can, since noise only ever adds lateness, in one of up to three. Limits are those
 * of the claim, widened by what the noise did to a bare client beside it; and a figure that is off in all three rounds
 * is an untruth unless the run itself has called its figures suspect each time.
 */
describe('the figures of a run', () => {
  it.each(Object.entries(experiments(SIZES)))(
    'tell the truth or say that they are suspect: %s (in one of up to three rounds)',
    async (_, experiment) => {
      const { rows, untrue } = await judge(experiment)
      expect(rows.length).toBeGreaterThan(0)
      expect(untrue).toEqual([])
    },
    180_000
  )
})
