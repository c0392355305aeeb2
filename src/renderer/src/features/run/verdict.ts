import type { RunModel, RunPhase } from '../../app-state/run-model.svelte.ts'
import type { ThresholdResult } from '../../../../shared/metrics/summary.ts'
import { countOf, formatCount } from '../../format/number.ts'
import type { Stall } from './stall.ts'
import { failureSentence } from './threshold-words.ts'

export interface VerdictWords {
  readonly tone: 'good' | 'bad' | 'neutral'
  readonly word: string
  readonly sentence: string
  readonly detail: string
}

/**
 * The verdict of the whole run in words. While it goes on, a threshold without data is pending; after it, it failed. What
 * held up to a stall is no sign that it passes, nor what held for a run that left requests unanswered.
 *
 * @param unanswered what is to be said of requests that still waited at the end
 */
export function verdictWords(
  thresholds: readonly ThresholdResult[],
  live: boolean,
  planned: number,
  stall: Stall | null,
  unanswered: string | null = null
): VerdictWords {
  if (planned === 0) {
    return {
      tone: 'neutral',
      word: 'NO VERDICT',
      sentence: 'This plan sets no thresholds',
      detail: 'Add some on the Test page to have runs judged'
    }
  }
  const failed = thresholds.filter(({ result }) => result === 'failed' || (!live && result === 'no-data'))
  const passed = thresholds.filter(({ result }) => result === 'passed')
  const pending = Math.max(0, planned - failed.length - passed.length)
  const verb = planned === 1 ? 'holds' : 'hold'
  const tally = `${passed.length} of ${countOf(planned, 'threshold')} ${verb}${pending > 0 ? ` · ${pending} pending` : ''}`
  const [first] = failed
  if (first !== undefined) {
    const more = failed.length > 1 ? ` · and ${failed.length - 1} more` : ''
    return {
      tone: 'bad',
      word: live ? 'FAILING' : 'FAILED',
      sentence: failureSentence(first) + more,
      detail: tally
    }
  }
  if (stall !== null) {
    return {
      tone: 'neutral',
      word: 'NO ANSWER',
      sentence: `Nothing answered for ${stall.seconds} s · ${formatCount(stall.waiting)} waiting`,
      detail: passed.length === 0 ? 'No result yet' : `${tally} so far`
    }
  }
  if (passed.length === 0) {
    return {
      tone: 'neutral',
      word: live ? 'PENDING' : 'NO VERDICT',
      sentence: live ? 'No data to judge yet' : 'No threshold was evaluated',
      detail: countOf(planned, 'threshold')
    }
  }
  return {
    tone: unanswered === null ? 'good' : 'neutral',
    word: live ? 'PASSING' : 'PASSED',
    sentence: pending > 0 ? 'Every threshold with data holds' : 'Every threshold holds',
    detail: unanswered ?? tally
  }
}

export interface PhaseWords {
  readonly tone: 'neutral' | 'accent' | 'good' | 'warn' | 'bad'
  readonly word: string
  readonly meaning: string
}

const PHASES: Readonly<Record<RunPhase, PhaseWords>> = {
  starting: { tone: 'accent', word: 'Starting', meaning: 'The lanes are being made ready' },
  running: { tone: 'accent', word: 'Running', meaning: 'Load is being made' },
  stopping: { tone: 'warn', word: 'Stopping', meaning: 'No new iterations; those under way may end' },
  finished: { tone: 'neutral', word: 'Finished', meaning: 'The plan ran to its end' },
  stopped: { tone: 'warn', word: 'Stopped', meaning: 'Stopped by the user before the end of the plan' },
  aborted: { tone: 'bad', word: 'Aborted', meaning: 'A threshold with abortOnFail ended the run' },
  crashed: {
    tone: 'bad',
    word: 'Crashed',
    meaning: 'The process ended during the run; every whole second was saved'
  }
}

/** Of a run that goes on while the hand holds its plan. */
export const PAUSED: PhaseWords = {
  tone: 'warn',
  word: 'Paused',
  meaning: 'Nothing starts until it is resumed; what is under way goes on'
}

/** For a run of which `failedToStart` is true. */
export const NOT_STARTED: PhaseWords = {
  tone: 'bad',
  word: 'Not started',
  meaning: 'The run ended before its first second'
}

export function phaseWords(phase: RunPhase): PhaseWords {
  return PHASES[phase]
}

/** A run that ended before its first second has nothing to show but the reason. */
export function failedToStart(model: RunModel): boolean {
  return !model.isLive && model.secondCount === 0 && model.message !== null
}
