import { judgedSeconds } from '../../app-state/judged-seconds.ts'
import type { RunModel } from '../../app-state/run-model.svelte.ts'
import { markOf } from '../../charts/second-mark.ts'
import { formatCount, formatShare } from '../../format/number.ts'
import { formatClock, formatLatency } from '../../format/time.ts'

export interface GeneratorWords {
  readonly tone: 'good' | 'warn' | 'bad' | 'neutral'
  readonly sentence: string
  /** The sentence with the reason that the watch gave last, where it does not hold it already. */
  readonly whole: string
}

/**
 * What the generator says of itself over the run so far: clean, suspect or saturated, and why. Only a run that is
 * saturated as a whole is bad; single seconds are a warning.
 */
export function generatorWords(model: RunModel): GeneratorWords {
  let suspect = 0
  let saturated = 0
  let lastReason = ''
  let busiest = 0
  let worstLagMs = 0
  const judged = judgedSeconds(model)
  const seconds = judged.length
  for (const second of judged) {
    const run = model.runSecond(second)
    if (run === undefined) continue
    const { reason, laneBusy, startLagP99Ms } = run.generator
    busiest = Math.max(busiest, laneBusy)
    if (startLagP99Ms > worstLagMs) worstLagMs = startLagP99Ms
    const mark = markOf(run.generator)
    if (mark === 'saturated') saturated++
    if (mark !== null) {
      suspect++
      if (reason !== '') lastReason = `: ${reason} at ${formatClock(second)}`
    }
  }
  if (seconds === 0) return words('neutral', 'Generator: no second measured yet')
  if (saturated > 0) {
    const isWhole = model.summary?.generator.state === 'saturated'
    const sentence = `Generator saturated in ${formatCount(saturated)} of ${formatCount(seconds)} s: throughput a lower bound, latency an upper bound`
    return words(isWhole ? 'bad' : 'warn', sentence, lastReason)
  }
  if (suspect > 0) {
    return words(
      'warn',
      `Generator suspect in ${formatCount(suspect)} of ${formatCount(seconds)} s${lastReason}`
    )
  }
  const dropped = formatCount(model.counters.iterationsDropped)
  const figures = `worst lag ${formatLatency(worstLagMs)}, busy ${formatShare(busiest)}, dropped ${dropped}`
  return words('good', `Generator clean: ${figures}`)
}

function words(tone: GeneratorWords['tone'], sentence: string, reason = ''): GeneratorWords {
  return { tone, sentence, whole: sentence + reason }
}
