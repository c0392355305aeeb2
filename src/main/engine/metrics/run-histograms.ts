import { ALL_SLOTS } from '../../../shared/metrics/series.ts'
import type { RunAccumulator } from './run-accumulator.ts'
import { SecondUpdateBuilder } from './second-update.ts'
import type { SlotHistogram } from './stored-second.ts'

/**
 * The histograms of the whole run after its warm-up, of all slots together (ALL_SLOTS) and of each: what is saved
 * with the run's end, so that comparing runs needs none of their seconds.
 */
export function runHistograms({ plan, measured }: RunAccumulator): SlotHistogram[] {
  const builder = new SecondUpdateBuilder(plan)
  return [...builder.histogramsOf(ALL_SLOTS, measured.all), ...builder.histograms(measured.metrics)]
}
