import { authToForm } from './auth-form.ts'
import { BODY_KEYS, bodyToForm } from './body-form.ts'
import { entries, list, pairForms, recordOf, split } from './document-reading.ts'
import { newId, type Rest } from './form-rows.ts'
import { NETWORK_KEYS, networkToForm } from './network-form.ts'
import {
  CHECK_KINDS,
  emptyOptions,
  EXTRACT_KINDS,
  newCheck,
  newExtract,
  newPlanForm,
  newRequest,
  newStage,
  newThreshold,
  SCENARIO_OPTIONS,
  type CheckForm,
  type DefaultsForm,
  type ExtractForm,
  type PlanForm,
  type RequestStepForm,
  type ScenarioForm,
  type StepForm,
  type ThresholdForm
} from './plan-form.ts'
import { textOf, textOfScalar } from './scalar-text.ts'

const METRIC = /^\s*([^\s{}]+)\s*(?:\{(.*)\})?\s*$/s

/**
 * The form of a plan document from elsewhere. Never throws: what has another type than expected becomes text, what
 * the form has no field for is kept and goes back into the document.
 */
export function toForm(document: unknown): PlanForm {
  const { known, rest } = split(document, [
    ...['version', 'name', 'target', 'warmUp', 'scenarios', 'thresholds', 'variables', 'tags', 'defaults'],
    ...NETWORK_KEYS
  ])
  const network = networkToForm(known)
  return {
    ...newPlanForm(),
    name: textOf(known['name']),
    target: textOf(known['target']),
    warmUp: textOf(known['warmUp']),
    scenarios: entries(known['scenarios']).map(([name, value]) => scenarioForm(name, value)),
    thresholds: entries(known['thresholds']).flatMap(([metric, value]) => thresholdForms(metric, value)),
    variables: pairForms(known['variables']),
    tags: pairForms(known['tags']),
    defaults: defaultsForm(known['defaults']),
    network: network.form,
    rest: { ...rest, ...network.rest }
  }
}

export function defaultsForm(value: unknown): DefaultsForm {
  const { known, rest } = split(value, ['cookies', ...REQUEST_KEYS])
  const options = requestOptions(known)
  return {
    ...options.form,
    cookies: textOf(known['cookies']),
    rest: { ...rest, ...options.rest }
  }
}

/** What a plan says of every request in its defaults, and of one request beside it. */
const REQUEST_KEYS = [
  'headers',
  'auth',
  'timeout',
  'connectTimeout',
  'firstByteTimeout',
  'redirects'
] as const

function requestOptions(known: Rest): {
  readonly form: Pick<DefaultsForm, (typeof REQUEST_KEYS)[number]>
  readonly rest: Rest
} {
  const { form: auth, rest } = authToForm(known['auth'])
  const form = {
    headers: pairForms(known['headers']),
    auth,
    timeout: textOf(known['timeout']),
    connectTimeout: textOf(known['connectTimeout']),
    firstByteTimeout: textOf(known['firstByteTimeout']),
    redirects: textOf(known['redirects'])
  }
  return { form, rest }
}

function scenarioForm(name: string, value: unknown): ScenarioForm {
  const { known, rest } = split(value, ['executor', 'stages', 'flow', ...SCENARIO_OPTIONS])
  const options = emptyOptions()
  for (const option of SCENARIO_OPTIONS) options[option] = textOf(known[option])
  return {
    id: newId(),
    name,
    executor: textOf(known['executor']),
    options,
    stages: list(known['stages']).map((stage) => {
      const { duration, target } = recordOf(stage)
      return newStage(textOf(duration), textOf(target))
    }),
    flow: list(known['flow']).map(stepForm),
    rest
  }
}

function stepForm(value: unknown): StepForm {
  const step = recordOf(value)
  if (step['request'] === undefined && step['think'] !== undefined) {
    const { known, rest } = split(value, ['think'])
    return { kind: 'think', id: newId(), think: textOf(known['think']), rest }
  }
  const { known, rest: stepRest } = split(value, ['request', 'extract', 'checks'])
  return {
    ...requestForm(known['request']),
    extract: entries(known['extract']).map(([variable, source]) => extractForm(variable, source)),
    checks: list(known['checks']).map(checkForm),
    stepRest
  }
}

function requestForm(value: unknown): RequestStepForm {
  const { known, rest } = split(value, [
    ...['name', 'method', 'url', 'expectStatus', 'unixSocket'],
    ...[...BODY_KEYS, ...REQUEST_KEYS]
  ])
  const form = newRequest(textOf(known['url']))
  const body = bodyToForm(known)
  const options = requestOptions(known)
  return {
    ...form,
    ...(known['method'] === undefined ? { leavesOutGet: true } : { method: textOf(known['method']) }),
    name: textOf(known['name']),
    ...options.form,
    ...body.form,
    expectStatus: textOf(known['expectStatus']),
    unixSocket: textOf(known['unixSocket']),
    rest: { ...rest, ...body.rest, ...options.rest }
  }
}

function checkForm(value: unknown): CheckForm {
  const record = recordOf(value)
  const kind = CHECK_KINDS.find((key) => record[key] !== undefined) ?? 'status'
  const { known, rest } = split(value, ['name', ...usedKeys(kind, record)])
  const form = { ...newCheck(), kind, name: textOf(known['name']), value: '', rest }
  switch (kind) {
    case 'jsonpath': {
      const subject = textOf(known['jsonpath'])
      if (known['equals'] !== undefined) {
        return { ...form, subject, jsonTest: 'equals', value: textOfScalar(known['equals']) }
      }
      return { ...form, subject, jsonTest: known['exists'] === false ? 'missing' : 'exists' }
    }
    case 'header':
      return { ...form, subject: textOf(known['header']), value: textOf(known['contains']) }
    default:
      return { ...form, value: textOf(known[kind]) }
  }
}

/** The keys that the fields of a check of this kind show; `exists` beside `equals` is a mistake and stays in rest. */
function usedKeys(kind: CheckForm['kind'], record: Rest): string[] {
  if (kind === 'jsonpath') return ['jsonpath', record['equals'] === undefined ? 'exists' : 'equals']
  return kind === 'header' ? ['header', 'contains'] : [kind]
}

function extractForm(variable: string, value: unknown): ExtractForm {
  const record = recordOf(value)
  const kind = EXTRACT_KINDS.find((key) => record[key] !== undefined) ?? 'jsonpath'
  const { known, rest } = split(value, kind === 'regex' ? [kind, 'group'] : [kind])
  return {
    ...newExtract(),
    variable,
    kind,
    source: textOf(known[kind]),
    group: textOf(known['group']),
    rest
  }
}

function thresholdForms(metricText: string, value: unknown): ThresholdForm[] {
  const [, metric = metricText, filter = ''] = METRIC.exec(metricText) ?? []
  return (Array.isArray(value) ? value : [value]).map((item: unknown) => {
    if (typeof item !== 'object' || item === null) return { ...newThreshold(metric, textOf(item)), filter }
    const { threshold, abortOnFail, delayAbortEval } = recordOf(item)
    return {
      ...newThreshold(metric, textOf(threshold)),
      filter,
      abortOnFail: abortOnFail === true,
      delayAbortEval: textOf(delayAbortEval)
    }
  })
}
