import { describe, expect, it } from 'vitest'
import { judge, loneExperiments, quietExperiments, type Experiment } from './experiments/index.ts'

/** The bench runs the same, larger: what docs/measurement.md quotes. */
const STALL = { ratePerSecond: 100, halfSeconds: 10 }
const SINGLE_SERVERS = { servers: 20, seconds: 10 }
const TIMEOUT_MS = 180_000

async function tellsTheTruth(experiment: Experiment): Promise<void> {
  const { rows, untrue } = await judge(experiment)
  expect(rows.length).toBeGreaterThan(0)
  expect(untrue).toEqual([])
}

/**
 * Each experiment runs against a server process that stamps every request itself. What the machine's noise cannot break
 * has to hold in every round; what it can, since noise only ever adds lateness, in one of up to three. Limits are those
 * of the claim, widened by what the noise did to a bare client beside it; and a figure that is off in all three rounds
 * is an untruth unless the run itself has called its figures suspect each time.
 */
describe('the figures of a run tell the truth or say that they are suspect, in one of up to three rounds', () => {
  describe.concurrent('side by side', () => {
    it.each(Object.entries(quietExperiments(STALL)))(
      '%s',
      (_, experiment) => tellsTheTruth(experiment),
      TIMEOUT_MS
    )
  })

  describe('alone', () => {
    it.each(Object.entries(loneExperiments(SINGLE_SERVERS)))(
      '%s',
      (_, experiment) => tellsTheTruth(experiment),
      TIMEOUT_MS
    )
  })
})
