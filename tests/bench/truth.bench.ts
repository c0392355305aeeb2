import { experiments, judge } from '../truth/experiments/index.ts'
import type { BenchRow } from './bench-row.ts'

/** The stall as Gil Tene tells it; the test runs a smaller one. Needs over 10,000 descriptors on both sides. */
const FULL_STALL = { ratePerSecond: 1000, halfSeconds: 10 }

/** The evidence of docs/measurement.md: a service that keeps its own account, and how far Loadgale's is from it. */
export async function runTruthBench(): Promise<BenchRow[]> {
  const all: BenchRow[] = []
  for (const [claim, experiment] of Object.entries(experiments(FULL_STALL))) {
    console.log(`  ${claim}`)
    all.push(...(await judge(experiment)).rows)
  }
  return all
}
