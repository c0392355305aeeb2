import type { RunModel } from '../../app-state/run-model.svelte.ts'
import { formatCount, formatShare } from '../../format/number.ts'
import { formatClock, formatLatency } from '../../format/time.ts'

export interface GeneratorState {
  readonly tone: 'good' | 'warn' | 'bad' | 'neutral'
  readonly sentence: string
  readonly suspectSeconds: number
}

/** What the generator says of itself over the run so far: clean, suspect or saturated, and why. */
export function generatorState(model: RunModel): GeneratorState {
  let suspectSeconds = 0
  let saturatedSeconds = 0
  let lastReason = ''
  let lastAt = 0
  let busiest = 0
  let worstLagMs = 0
  let seconds = 0
  for (let second = 0; second < model.secondCount; second++) {
    const run = model.runSecond(second)
    if (run === undefined) continue
    seconds++
    const { suspect, saturated, reason, laneBusy, startLagP99Ms } = run.generator
    busiest = Math.max(busiest, laneBusy)
    if (startLagP99Ms > worstLagMs) worstLagMs = startLagP99Ms
    if (saturated) saturatedSeconds++
    if (suspect || saturated) {
      suspectSeconds++
      lastReason = reason
      lastAt = second
    }
  }
  if (seconds === 0) return { tone: 'neutral', sentence: 'Generator: no second measured yet', suspectSeconds }
  const because = lastReason === '' ? '' : `: ${lastReason} at ${formatClock(lastAt)}`
  if (saturatedSeconds > 0) {
    const sentence = `Generator saturated in ${formatCount(saturatedSeconds)} s${because}`
    return { tone: 'bad', sentence, suspectSeconds }
  }
  if (suspectSeconds > 0) {
    return {
      tone: 'warn',
      sentence: `Generator suspect in ${formatCount(suspectSeconds)} s${because}`,
      suspectSeconds
    }
  }
  const dropped = formatCount(model.counters.iterationsDropped)
  const figures = `worst lag ${formatLatency(worstLagMs)}, busy ${formatShare(busiest)}, dropped ${dropped}`
  return { tone: 'good', sentence: `Generator clean: ${figures}`, suspectSeconds }
}
