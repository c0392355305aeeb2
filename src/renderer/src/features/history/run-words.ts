import type { RunStatus, Verdict } from '../../../../shared/metrics/summary.ts'

interface Words {
  readonly word: string
  readonly tone: 'soft' | 'accent' | 'good' | 'warn' | 'bad'
  readonly meaning: string
}

export const RUN_STATUSES: readonly RunStatus[] = ['running', 'finished', 'stopped', 'aborted', 'crashed']

export const STATUS_WORDS: Readonly<Record<RunStatus, Words>> = {
  running: { word: 'running', tone: 'accent', meaning: 'Going on now.' },
  finished: { word: 'finished', tone: 'soft', meaning: 'Ran to the end of its plan.' },
  stopped: { word: 'stopped', tone: 'warn', meaning: 'Stopped by the user before the end of its plan.' },
  aborted: { word: 'aborted', tone: 'bad', meaning: 'Ended by a threshold that aborts the run.' },
  crashed: {
    word: 'crashed',
    tone: 'bad',
    meaning: 'The process ended during the run. Every whole second up to then is here.'
  }
}

export const VERDICT_WORDS: Readonly<Record<Verdict, Words>> = {
  passed: { word: 'passed', tone: 'good', meaning: 'All thresholds hold.' },
  failed: { word: 'failed', tone: 'bad', meaning: 'At least one threshold does not hold.' },
  none: { word: '–', tone: 'soft', meaning: 'The plan has no thresholds.' }
}
