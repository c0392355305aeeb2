import type { RunSummary } from '../../shared/metrics/summary.ts'

/** k6 and wrk2 users read a lower share as "the load was another one". */
const REACHED_SHARE = 0.99

/** Why a run proves nothing, neither that it passed nor that it failed; empty where it does. */
export function inconclusiveReasons({ generator, rates }: RunSummary): string[] {
  const reasons: string[] = []
  const seconds = (count: number): string => `${count} ${count === 1 ? 'second' : 'seconds'}`
  if (generator.state === 'saturated') {
    reasons.push(
      `the generator was saturated in ${seconds(generator.saturatedSeconds)}: throughput is a lower bound, latency an upper bound`
    )
  }
  if (generator.state === 'suspect') {
    reasons.push(
      `the generator was suspect in ${seconds(generator.suspectSeconds)}: its own lateness may be in the figures`
    )
  }
  const reached = rates.reachedOfPlanned
  if (reached !== null && reached < REACHED_SHARE) {
    // Rounded down, so that 98.97 % is no 99 %.
    reasons.push(`only ${Math.floor(reached * 1000) / 10} % of the planned rate was reached`)
  }
  return reasons
}
