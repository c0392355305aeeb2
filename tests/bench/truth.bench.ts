import { judge, loneExperiments, quietExperiments } from '../truth/experiments/index.ts'
import type { BenchRow } from './bench-row.ts'

/** The stall as Gil Tene tells it; the test runs a tenth of its rate. Needs over 10,000 descriptors on both sides. */
const STALL = { ratePerSecond: 1000, halfSeconds: 10 }
/** The test runs a sixth of its requests. */
const SINGLE_SERVERS = { servers: 40, seconds: 30 }

/** The evidence of docs/measurement.md, by claim: a service that keeps its own account, and how far Loadgale's is from it. */
export async function measureTruth(): Promise<Map<string, readonly BenchRow[]>> {
  const evidence = new Map<string, readonly BenchRow[]>()
  const experiments = { ...quietExperiments(STALL), ...loneExperiments(SINGLE_SERVERS) }
  for (const [claim, experiment] of Object.entries(experiments)) {
    console.log(`  ${claim}`)
    evidence.set(claim, (await judge(experiment)).rows)
  }
  return evidence
}
