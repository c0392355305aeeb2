import type { ExecutorKind } from '../../../../shared/plan/plan.ts'
import { EXECUTOR_KINDS } from '../../../../shared/plan/plan-document.ts'
import type { ScenarioOption } from './plan-form.ts'

/** One option of an executor as the form asks for it. */
export interface OptionField {
  readonly option: ScenarioOption
  readonly label: string
  /** Shown while the field is empty: what holds then. */
  readonly placeholder?: string
  readonly unit?: string
  /** Words to choose from, the usual one as the empty text; any text where it is absent. */
  readonly choices?: readonly { readonly value: string; readonly label: string }[]
  readonly tip: string
}

export interface ExecutorInfo {
  readonly kind: ExecutorKind
  /** What it is for, in one line. */
  readonly purpose: string
  readonly fields: readonly OptionField[]
  /** What the targets of its stages count; null for an executor without stages. */
  readonly stages: 'VUs' | 'iterations' | null
}

const FIELDS: Readonly<Record<ScenarioOption, Omit<OptionField, 'option'>>> = {
  vus: { label: 'Virtual users', placeholder: '1', tip: 'vus: how many users run at once.' },
  iterations: {
    label: 'Iterations',
    placeholder: '1',
    tip: 'iterations: how often the steps run from first to last.'
  },
  duration: { label: 'Duration', tip: 'duration: how long iterations are started.' },
  maxDuration: {
    label: 'At most',
    placeholder: '10m',
    tip: 'maxDuration: ends the scenario even when iterations are left.'
  },
  startVUs: { label: 'Start with', placeholder: '1', unit: 'VUs', tip: 'startVUs: users at the start.' },
  rate: { label: 'Iterations', tip: 'rate: iterations started in each time unit.' },
  startRate: {
    label: 'Start with',
    placeholder: '0',
    tip: 'startRate: iterations started in each time unit at the start.'
  },
  timeUnit: { label: 'per', placeholder: '1s', tip: 'timeUnit: the time that the rate counts for.' },
  preAllocatedVUs: {
    label: 'VUs made before',
    tip: 'preAllocatedVUs: users that are ready before the start. A rate needs about rate x iteration time of them.'
  },
  maxVUs: {
    label: 'VUs at most',
    placeholder: 'as before',
    tip: 'maxVUs: an iteration that is due while all of them are busy is dropped and counted.'
  },
  arrival: {
    label: 'Arrivals',
    choices: [
      { value: '', label: 'Evenly spaced' },
      { value: 'poisson', label: 'Poisson, at random' }
    ],
    tip: 'arrival: iterations start one after the other at even distances, or at random as many visitors do.'
  },
  seed: {
    label: 'Seed',
    placeholder: '1',
    tip: 'seed: the same whole number gives the same Poisson arrivals in every run.'
  },
  gracefulRampDown: {
    label: 'Ramp-down grace',
    placeholder: '30s',
    tip: 'gracefulRampDown: how long a user that is no longer wanted may finish its iteration.'
  },
  startTime: {
    label: 'Start after',
    placeholder: '0s',
    tip: 'startTime: when this scenario begins, from the start of the run.'
  },
  gracefulStop: {
    label: 'Grace at the end',
    placeholder: '30s',
    tip: 'gracefulStop: how long iterations that are going on at the end may finish.'
  }
}

function fields(...options: ScenarioOption[]): OptionField[] {
  return options.map((option) => ({ option, ...FIELDS[option] }))
}

const EXECUTORS: Readonly<Record<ExecutorKind, Omit<ExecutorInfo, 'kind'>>> = {
  'constant-vus': {
    purpose: 'A fixed number of users, over and over',
    fields: fields('vus', 'duration'),
    stages: null
  },
  'ramping-vus': {
    purpose: 'Users that come and go in stages',
    fields: fields('startVUs', 'gracefulRampDown'),
    stages: 'VUs'
  },
  'shared-iterations': {
    purpose: 'A number of iterations that users share',
    fields: fields('iterations', 'vus', 'maxDuration'),
    stages: null
  },
  'per-vu-iterations': {
    purpose: 'The same number of iterations for each user',
    fields: fields('iterations', 'vus', 'maxDuration'),
    stages: null
  },
  'constant-arrival-rate': {
    purpose: 'A fixed rate, however slow the service is',
    fields: fields('rate', 'timeUnit', 'duration', 'preAllocatedVUs', 'maxVUs', 'arrival', 'seed'),
    stages: null
  },
  'ramping-arrival-rate': {
    purpose: 'A rate that changes in stages',
    fields: fields('startRate', 'timeUnit', 'preAllocatedVUs', 'maxVUs', 'arrival', 'seed'),
    stages: 'iterations'
  }
}

/** In the order of the picker: users first, then counts, then rates. */
export const EXECUTOR_LIST: readonly ExecutorInfo[] = [
  'constant-vus' as const,
  'ramping-vus' as const,
  'shared-iterations' as const,
  'per-vu-iterations' as const,
  'constant-arrival-rate' as const,
  'ramping-arrival-rate' as const
].map((kind) => ({ kind, ...EXECUTORS[kind] }))

/** Options that every scenario has. */
export const COMMON_FIELDS: readonly OptionField[] = fields('startTime', 'gracefulStop')

/** Null for a word that is no executor, which a document from elsewhere may hold. */
export function executorInfo(executor: string): ExecutorInfo | null {
  const kind = EXECUTOR_KINDS.find((known) => known === executor)
  return kind === undefined ? null : { kind, ...EXECUTORS[kind] }
}
