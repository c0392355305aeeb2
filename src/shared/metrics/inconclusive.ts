import type { RunSummary } from './summary.ts'

/** Requests without an answer are the slowest: beyond this share no p99 is what it says. */
const UNANSWERED_SHARE = 0.01

/** k6 and wrk2 users read a lower share as "the load was another one". */
const REACHED_SHARE = 0.99

/** Why a run proves nothing, neither that it passed nor that it failed; empty where it does. */
export function inconclusiveReasons(summary: RunSummary): string[] {
  const { generator, rates } = summary
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
  const unanswered = unansweredReason(summary)
  return unanswered === null ? reasons : [...reasons, unanswered]
}

/** Of a run that went to its own end: so many requests still waited when the graceful time was over. Null for few. */
export function unansweredReason({ run, totals }: RunSummary): string | null {
  const { started, inFlight } = totals
  if (run.status !== 'finished' || inFlight <= started * UNANSWERED_SHARE) return null
  const share = Math.round((inFlight / started) * 1000) / 10
  return `${inFlight} of ${started} requests (${share} %) had no answer when the run ended: no latency and no threshold knows of them`
}
