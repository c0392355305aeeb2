import { experiments, judge } from '../truth/experiments/index.ts'
import type { BenchRow } from './bench-row.ts'

/** The stall as Gil Tene tells it, and a minute of M/M/1; the test runs smaller ones. Needs over 10,000 descriptors on both sides. */
const FULL = {
  stall: { ratePerSecond: 1000, halfSeconds: 10 },
  singleServers: { servers: 40, seconds: 60 }
}

/** The evidence of docs/measurement.md: a service that keeps its own account, and how far Loadgale's is from it. */
export async function runTruthBench(): Promise<BenchRow[]> {
  const all: BenchRow[] = []
  for (const [claim, experiment] of Object.entries(experiments(FULL))) {
    console.log(`  ${claim}`)
    all.push(...(await judge(experiment)).rows)
  }
  return all
}
