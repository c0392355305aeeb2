import type { ExecutorKind } from '../../../../shared/plan/plan.ts'
import { newAuth, type AuthForm } from './auth-form.ts'
import { newBody, type BodyForm } from './body-form.ts'
import { newId, type PairForm, type Rest } from './form-rows.ts'
import { newNetwork, type NetworkForm } from './network-form.ts'

/**
 * The plan as it is being typed. Every field holds the text of its control, right or wrong, so that nothing typed is
 * lost: `toDocument` makes the plan document of it, `toForm` the way back. Lists have ids that stay when they are
 * reordered. `rest` holds the keys of an opened document that the form does not know; they go back into the document.
 */
export interface PlanForm {
  name: string
  target: string
  warmUp: string
  scenarios: ScenarioForm[]
  thresholds: ThresholdForm[]
  variables: PairForm[]
  tags: PairForm[]
  defaults: DefaultsForm
  network: NetworkForm
  rest: Rest
}

export interface DefaultsForm {
  headers: PairForm[]
  timeout: string
  connectTimeout: string
  firstByteTimeout: string
  redirects: string
  cookies: string
  auth: AuthForm
  rest: Rest
}

/** Holds the options of all executors, so that choosing another and back loses nothing. */
export interface ScenarioForm {
  id: string
  name: string
  executor: string
  options: Record<ScenarioOption, string>
  stages: StageForm[]
  flow: StepForm[]
  rest: Rest
}

export const SCENARIO_OPTIONS = [
  'vus',
  'iterations',
  'duration',
  'maxDuration',
  'startVUs',
  'rate',
  'startRate',
  'timeUnit',
  'preAllocatedVUs',
  'maxVUs',
  'arrival',
  'seed',
  'gracefulRampDown',
  'startTime',
  'gracefulStop'
] as const
export type ScenarioOption = (typeof SCENARIO_OPTIONS)[number]

export interface StageForm {
  id: string
  duration: string
  target: string
}

export type StepForm = RequestStepForm | ThinkStepForm

export interface ThinkStepForm {
  kind: 'think'
  id: string
  think: string
  rest: Rest
}

export interface RequestStepForm extends BodyForm {
  kind: 'request'
  id: string
  method: string
  /** Whether the document leaves out a method that is GET. */
  leavesOutGet: boolean
  url: string
  name: string
  headers: PairForm[]
  expectStatus: string
  timeout: string
  connectTimeout: string
  firstByteTimeout: string
  redirects: string
  unixSocket: string
  auth: AuthForm
  checks: CheckForm[]
  extract: ExtractForm[]
  /** Of the request; what stands beside the request is in `stepRest`. */
  rest: Rest
  stepRest: Rest
}

export const CHECK_KINDS = ['status', 'jsonpath', 'bodyContains', 'header', 'durationBelow'] as const
export type CheckKind = (typeof CHECK_KINDS)[number]
export type JsonTest = 'exists' | 'missing' | 'equals'

export interface CheckForm {
  id: string
  kind: CheckKind
  /** The JSONPath or the header's name. */
  subject: string
  jsonTest: JsonTest
  value: string
  name: string
  rest: Rest
}

export const EXTRACT_KINDS = ['jsonpath', 'header', 'regex'] as const
export type ExtractKind = (typeof EXTRACT_KINDS)[number]

export interface ExtractForm {
  id: string
  variable: string
  kind: ExtractKind
  source: string
  group: string
  rest: Rest
}

export interface ThresholdForm {
  id: string
  /** The metric's name, e.g. `http_req_response`. */
  metric: string
  /** What stands between the braces, e.g. `name:item`; empty for all. */
  filter: string
  expression: string
  abortOnFail: boolean
  delayAbortEval: string
}

/** What a new user starts from: one scenario with one request, everything but the target filled in. */
export function newPlanForm(): PlanForm {
  return {
    name: '',
    target: '',
    warmUp: '',
    scenarios: [newScenario('main')],
    thresholds: [
      newThreshold('http_req_response', 'p(99)<500'),
      newThreshold('http_req_failed', 'rate<0.01')
    ],
    variables: [],
    tags: [],
    defaults: newDefaults(),
    network: newNetwork(),
    rest: {}
  }
}

function newDefaults(): DefaultsForm {
  return {
    ...{ headers: [], timeout: '', connectTimeout: '', firstByteTimeout: '', redirects: '', cookies: '' },
    auth: newAuth(),
    rest: {}
  }
}

export function newScenario(name: string, executor: ExecutorKind = 'constant-vus'): ScenarioForm {
  return {
    id: newId(),
    name,
    executor,
    options: {
      ...emptyOptions(),
      ...{ vus: '10', duration: '30s', iterations: '100', rate: '100', preAllocatedVUs: '50' }
    },
    stages: [newStage('30s', '100'), newStage('1m', '100'), newStage('10s', '0')],
    flow: [newRequest('/')],
    rest: {}
  }
}

export function emptyOptions(): Record<ScenarioOption, string> {
  return {
    vus: '',
    iterations: '',
    duration: '',
    maxDuration: '',
    startVUs: '',
    rate: '',
    startRate: '',
    arrival: '',
    seed: '',
    timeUnit: '',
    preAllocatedVUs: '',
    maxVUs: '',
    gracefulRampDown: '',
    startTime: '',
    gracefulStop: ''
  }
}

export function newStage(duration: string, target: string): StageForm {
  return { id: newId(), duration, target }
}

export function newRequest(url: string): RequestStepForm {
  return {
    kind: 'request',
    id: newId(),
    method: 'GET',
    leavesOutGet: false,
    url,
    name: '',
    headers: [],
    ...newBody(),
    expectStatus: '',
    timeout: '',
    connectTimeout: '',
    firstByteTimeout: '',
    redirects: '',
    unixSocket: '',
    auth: newAuth(),
    checks: [],
    extract: [],
    rest: {},
    stepRest: {}
  }
}

export function newThink(): ThinkStepForm {
  return { kind: 'think', id: newId(), think: '1s', rest: {} }
}

export function newCheck(): CheckForm {
  return { id: newId(), kind: 'status', subject: '', jsonTest: 'exists', value: '200', name: '', rest: {} }
}

export function newExtract(): ExtractForm {
  return { id: newId(), variable: '', kind: 'jsonpath', source: '', group: '', rest: {} }
}

export function newThreshold(metric: string, expression: string): ThresholdForm {
  return { id: newId(), metric, filter: '', expression, abortOnFail: false, delayAbortEval: '' }
}

/** A copy with ids of its own, to stand beside the original. */
export function duplicateStep(step: StepForm): StepForm {
  if (step.kind === 'think') return { ...step, id: newId() }
  return {
    ...step,
    id: newId(),
    auth: { ...step.auth },
    headers: step.headers.map((row) => ({ ...row, id: newId() })),
    fields: step.fields.map((row) => ({ ...row, id: newId() })),
    parts: step.parts.map((row) => ({ ...row, id: newId() })),
    checks: step.checks.map((row) => ({ ...row, id: newId() })),
    extract: step.extract.map((row) => ({ ...row, id: newId() }))
  }
}

/** The first of `base`, `base-2`, `base-3`, ... that is not taken. */
export function freeName(base: string, taken: readonly string[]): string {
  if (!taken.includes(base)) return base
  let number = 2
  while (taken.includes(`${base}-${number}`)) number++
  return `${base}-${number}`
}
