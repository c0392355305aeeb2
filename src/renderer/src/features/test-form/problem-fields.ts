import { parseDocumentPath, type DocumentKey } from '../../../../shared/plan/document-path.ts'
import { parseMappedHost } from '../../../../shared/plan/host-mapping.ts'
import type { PartForm } from './body-form.ts'
import type { PairForm } from './form-rows.ts'
import { NETWORK_KEYS } from './network-form.ts'
import type { PlanForm, RequestStepForm, ScenarioForm, StepForm } from './plan-form.ts'
import { metricKey } from './to-document.ts'

/**
 * Every control of the form has a field id, made of positions: `scenarios.0.flow.2.url`. Unlike the path of the
 * document it holds for names that are given twice, and for text that stands in no document.
 */
export type FieldId = string

/**
 * The field of the form at which a problem of the document is shown: its own control, or the nearest group around it.
 * Empty for the plan as a whole.
 */
export function fieldOfPath(form: PlanForm, path: string): FieldId {
  const [first, ...rest] = parseDocumentPath(path)
  switch (first) {
    case 'name':
    case 'target':
    case 'warmUp':
      return first
    case 'variables':
    case 'tags':
      return pairField(first, form[first], rest)
    case 'hosts':
      return hostField(form.network.hosts, rest)
    case 'tls':
    case 'proxy':
    case 'dns':
    case 'connections':
    case 'unixSocket':
    case 'localAddresses':
      return networkField(first, rest)
    case 'defaults':
      if (rest[0] === 'auth') return authField('defaults', rest)
      return rest[0] === 'headers'
        ? pairField('defaults.headers', form.defaults.headers, rest.slice(1))
        : join('defaults', rest[0])
    case 'scenarios':
      return scenarioField(form, rest)
    case 'thresholds':
      return thresholdField(form, rest)
    default:
      return ''
  }
}

/** The first row of a name is the one that stands in the document. */
function pairField(field: FieldId, pairs: readonly PairForm[], keys: readonly DocumentKey[]): FieldId {
  const index = pairs.findIndex(({ name, value }) => name === keys[0] && (name !== '' || value !== ''))
  return index < 0 ? field : join(field, index, 'name')
}

/** `auth.basic.username` -> `auth.username`: the fields are the same for each kind. */
function authField(field: FieldId, [auth, , key]: readonly DocumentKey[]): FieldId {
  return join(field, auth, key)
}

/** A proxy that is its URL alone has the field of the URL; lists are one field. */
function networkField(group: FieldId, [key]: readonly DocumentKey[]): FieldId {
  if (group === 'unixSocket' || group === 'localAddresses') return group
  return join(group, group === 'proxy' ? (key ?? 'url') : key)
}

/** A host that is none, or otherwise its address. */
function hostField(hosts: readonly PairForm[], keys: readonly DocumentKey[]): FieldId {
  const field = pairField('hosts', hosts, keys)
  return parseMappedHost(String(keys[0])) === null ? field : field.replace(/name$/, 'value')
}

function scenarioField(form: PlanForm, [name, ...keys]: readonly DocumentKey[]): FieldId {
  const index = form.scenarios.findIndex((scenario) => scenario.name === name)
  const scenario = form.scenarios[index]
  if (scenario === undefined) return 'scenarios'
  const field = join('scenarios', index)
  const [key, ...rest] = keys
  if (key === undefined) return join(field, 'name')
  if (key === 'flow') return flowField(join(field, 'flow'), scenario, rest)
  return join(field, key, ...rest)
}

function flowField(
  field: FieldId,
  { flow }: ScenarioForm,
  [index, key, ...keys]: readonly DocumentKey[]
): FieldId {
  const step: StepForm | undefined = flow[Number(index)]
  if (step === undefined) return field
  const stepField = join(field, index)
  if (step.kind === 'think') return join(stepField, 'think')
  if (key === 'request') return requestField(stepField, step, keys)
  if (key === 'checks') return checkField(stepField, step, keys)
  if (key === 'extract') return extractField(stepField, step, keys)
  return stepField
}

function requestField(
  field: FieldId,
  { headers, fields, parts }: RequestStepForm,
  [key, ...keys]: readonly DocumentKey[]
): FieldId {
  switch (key) {
    case 'headers':
      return pairField(join(field, 'headers'), headers, keys)
    case 'body':
    case 'json':
    case 'bodyFile':
      return join(field, 'body')
    case 'form':
      return pairField(join(field, 'body'), fields, keys)
    case 'auth':
      return authField(field, [key, ...keys])
    case 'multipart':
      return partField(join(field, 'body'), parts, keys)
    case 'method':
    case 'url':
    case 'name':
    case 'expectStatus':
    case 'timeout':
    case 'connectTimeout':
    case 'firstByteTimeout':
    case 'redirects':
    case 'unixSocket':
      return join(field, key)
    default:
      return field
  }
}

function partField(
  field: FieldId,
  parts: readonly PartForm[],
  [index, key]: readonly DocumentKey[]
): FieldId {
  const row = typeof index === 'number' ? index : parts.findIndex(({ name }) => name === escaped(index))
  if (parts[row] === undefined) return field
  if (key === 'filename' || key === 'contentType') return join(field, row, key)
  return join(field, row, key === 'value' || key === 'file' ? 'content' : 'name')
}

function escaped(key: DocumentKey | undefined): string {
  return String(key ?? '').replaceAll('${', () => '$${')
}

function checkField(field: FieldId, { checks }: RequestStepForm, keys: readonly DocumentKey[]): FieldId {
  const [index, key] = keys
  const check = checks[Number(index)]
  if (check === undefined) return join(field, 'checks')
  const row = join(field, 'checks', index)
  if (key === 'name') return join(row, 'name')
  const names = check.kind === 'jsonpath' || check.kind === 'header'
  return join(row, names && key === check.kind ? 'subject' : 'value')
}

function extractField(field: FieldId, { extract }: RequestStepForm, keys: readonly DocumentKey[]): FieldId {
  const [variable, key] = keys
  const index = extract.findIndex((row) => row.variable === variable)
  if (index < 0) return join(field, 'extract')
  const row = join(field, 'extract', index)
  if (key === undefined) return join(row, 'variable')
  return join(row, key === 'group' ? 'group' : 'source')
}

function thresholdField({ thresholds }: PlanForm, keys: readonly DocumentKey[]): FieldId {
  const [metric, number, key] = keys
  const rows = thresholds.flatMap((row, index) => (metricKey(row) === metric ? [index] : []))
  const index = rows[typeof number === 'number' ? number : 0]
  if (index === undefined) return 'thresholds'
  if (number === undefined) return join('thresholds', index, 'filter')
  return join('thresholds', index, key === 'delayAbortEval' ? 'delayAbortEval' : 'expression')
}

const ORDER = [
  ...['document', '', 'name', 'target', 'warmUp', 'scenarios', 'thresholds', 'variables', 'defaults', 'tags'],
  ...NETWORK_KEYS
]

/** Sorts fields as the form shows them, from the top and tab by tab. */
export function compareFields(a: FieldId, b: FieldId): number {
  const [first = '', ...restA] = a.split('.')
  const [other = '', ...restB] = b.split('.')
  if (first !== other) return ORDER.indexOf(first) - ORDER.indexOf(other)
  const length = Math.min(restA.length, restB.length)
  for (let index = 0; index < length; index++) {
    const [partA = '', partB = ''] = [restA[index], restB[index]]
    if (partA === partB) continue
    // Only positions are put in order: what stands at one place keeps the order in which it was found.
    const difference = Number(partA) - Number(partB)
    if (!Number.isNaN(difference)) return difference
    return Number(partA === 'flow') - Number(partB === 'flow')
  }
  return restA.length - restB.length
}

export function join(...parts: readonly (string | number | undefined)[]): FieldId {
  return parts.filter((part) => part !== undefined).join('.')
}
