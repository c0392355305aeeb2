import { Outcome } from '../../../shared/metrics/outcome.ts'
import type { RequestRecord } from '../metrics/index.ts'

/** A request that fails faster than this was not served. */
const IMMEDIATE_MS = 1
const LONGEST_MS = 100
/** Single failures are part of any test; only a row of them slows a virtual user down. */
const FREE_FAILURES = 3

/**
 * Keeps a virtual user of a closed model from spinning when its requests fail at once, one after the other: after
 * three of them it pauses 1, 2, 4, ... up to 100 ms before the next. Anything else ends the row. Open models have
 * their pace from the schedule and need none.
 *
 * @param row how many requests failed at once since the last that did not, this one included
 */
export function backOffMs(row: number): number {
  const beyond = row - FREE_FAILURES
  return beyond <= 0 ? 0 : Math.min(LONGEST_MS, 2 ** (beyond - 1))
}

/**
 * Nothing listens, no descriptor, no address: no connection came about. With many virtual users each of these takes a
 * while, because they wait for each other, but not as long as a pause would.
 */
export function failedAtOnce({ outcome, dispatchMs, readyMs, endMs }: RequestRecord): boolean {
  if (outcome !== Outcome.transportError) return false
  return endMs - dispatchMs < (readyMs === endMs ? LONGEST_MS : IMMEDIATE_MS)
}
