import { formatRate, formatShare } from '../../format/number.ts'
import type {
  CapacityBracket,
  CapacityConclusion,
  CapacityStatus,
  CapacityStep,
  StepVerdict
} from '../../../../shared/capacity/capacity.ts'

interface Words {
  readonly word: string
  readonly tone: 'neutral' | 'accent' | 'good' | 'warn' | 'bad'
  readonly meaning: string
}

export const STEP_WORDS: Readonly<Record<StepVerdict, Words>> = {
  met: { word: 'met', tone: 'good', meaning: 'Every objective is met at this rate.' },
  missed: { word: 'missed', tone: 'bad', meaning: 'An objective is missed at this rate.' },
  overloaded: {
    word: 'overloaded',
    tone: 'bad',
    meaning: 'The service did less than 99 % of what was asked for, or iterations were dropped.'
  },
  unsteady: {
    word: 'unsteady',
    tone: 'bad',
    meaning: 'The response time was still growing when the step had lasted its longest.'
  },
  generator: {
    word: 'generator',
    tone: 'warn',
    meaning: 'It was missed, but the generator itself may be why: nothing is said of the service.'
  },
  'no-samples': {
    word: 'no samples',
    tone: 'warn',
    meaning: 'An objective had nothing to judge: nothing is said of the service.'
  },
  stopped: { word: 'stopped', tone: 'neutral', meaning: 'The search was stopped in this step.' }
}

export const SEARCH_WORDS: Readonly<Record<CapacityStatus, Words>> = {
  running: { word: 'searching', tone: 'accent', meaning: 'Going on now.' },
  finished: { word: 'finished', tone: 'neutral', meaning: 'Ran to its own end.' },
  stopped: {
    word: 'stopped',
    tone: 'warn',
    meaning: 'Stopped by the user; what was known by then is the answer.'
  },
  failed: {
    word: 'failed',
    tone: 'bad',
    meaning: 'It ended inside Loadgale; what was known by then is the answer.'
  }
}

/** What stands first: the answer, or the bracket while the search goes on. */
export function answerWords(
  { kind, rate, nextRate }: CapacityConclusion,
  bracket: CapacityBracket | null
): { readonly word: string; readonly tone: 'good' | 'warn' | 'bad' | 'neutral' } {
  if (bracket !== null) return { word: bracketText(bracket), tone: 'neutral' }
  switch (kind) {
    case 'found':
      return { word: `${formatRate(rate)}/s`, tone: 'good' }
    case 'at-least':
      return { word: `at least ${formatRate(rate)}/s`, tone: 'warn' }
    case 'below':
      return { word: `less than ${formatRate(nextRate)}/s`, tone: 'bad' }
    case 'unknown':
      return { word: 'unknown', tone: 'warn' }
  }
}

function bracketText({ met, missed }: CapacityBracket): string {
  if (met === null) return missed === null ? 'searching' : `below ${formatRate(missed)}/s`
  return missed === null ? `above ${formatRate(met)}/s` : `${formatRate(met)} to ${formatRate(missed)}/s`
}

/** The latency limits of the objectives, in milliseconds, to be drawn. */
export function latencyLimits(step: Pick<CapacityStep, 'objectives'> | undefined): number[] {
  const limits = (step?.objectives ?? []).flatMap(({ metric, limit }) =>
    /^http_req_(response|duration)/.test(metric) ? [limit] : []
  )
  return [...new Set(limits)]
}

/** Nothing that was measured is ever wholly sure. */
const MOST_SURE = 0.9999

export function confidenceText(confidence: number | null): string {
  if (confidence === null) return 'by its verdict alone'
  return `confidence ${formatShare(Math.min(MOST_SURE, confidence))}`
}
