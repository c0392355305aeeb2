import type { Store } from '../../../src/main/store/index.ts'
import { sampleHistograms, sampleSecond } from './run-samples.ts'

/** What the writers of the tests append, so that a reader can tell whether a second is whole. */
export const RECORDED_SLOTS = [0, 1, 2, 3, 4]

export function recordSecond(store: Store, runId: string, second: number): void {
  store.seconds.append(
    runId,
    sampleSecond(second, RECORDED_SLOTS, second + 1),
    RECORDED_SLOTS.map((slot) => sampleHistograms(slot, second))
  )
}
