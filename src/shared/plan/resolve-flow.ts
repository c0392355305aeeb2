import { parseDuration } from '../duration.ts'
import { resolveAuth } from './auth.ts'
import { contentTypeOf, type BodyPlan } from './body-plan.ts'
import type {
  CheckDocument,
  ExtractionDocument,
  PlanDocument,
  RequestDocument,
  StepDocument
} from './plan-document.ts'
import type { CheckPlan, ExtractionPlan, NameTables, RequestStep, StatusRange, StepPlan } from './plan.ts'
import { resolveBody } from './resolve-body.ts'
import { isRecord } from './schema-problems.ts'
import { DEFAULT_EXPECTED_STATUS, describeStatusRanges, parseStatusRanges } from './status-ranges.ts'
import { splitUserInfo } from './url-user-info.ts'

/** k6's request timeout. */
const DEFAULT_TIMEOUT_MS = 60_000
/** k6's dialer timeout: DNS, TCP and TLS together. */
const DEFAULT_CONNECT_TIMEOUT_MS = 30_000

/** k6's. */
const DEFAULT_REDIRECTS = 10

type Defaults = NonNullable<PlanDocument['defaults']>

/** Gives out slot numbers while the flows are resolved: one for each name of each scenario. */
export class SlotTable {
  readonly #slots: { scenario: number; name: string }[] = []

  slotOf(scenario: number, name: string): number {
    const known = this.#slots.findIndex((slot) => slot.scenario === scenario && slot.name === name)
    if (known >= 0) return known
    return this.#slots.push({ scenario, name }) - 1
  }

  get slots(): readonly { readonly scenario: number; readonly name: string }[] {
    return this.#slots
  }
}

export interface FlowContext {
  readonly scenario: number
  readonly defaults: Defaults
  readonly unixSocket: string | null
  readonly target: string | undefined
  readonly variables: NonNullable<PlanDocument['variables']>
  readonly requests: SlotTable
  readonly checks: SlotTable
}

export function nameTables(requests: SlotTable, checks: SlotTable): NameTables {
  return { requests: requests.slots, checks: checks.slots }
}

/** Fills the defaults of a step that was found right. */
export function resolveStep(step: StepDocument, context: FlowContext): StepPlan {
  const { request, extract = {}, checks = [] } = step
  if (request === undefined) return { kind: 'think', durationMs: milliseconds(step.think ?? 0) }
  const { url } = splitUserInfo(request.url)
  const name = request.name ?? url
  const auth = resolveAuth(request, context)
  const body = resolveBody(request, context.variables)
  return {
    kind: 'request',
    slot: context.requests.slotOf(context.scenario, name),
    name,
    method: (request.method ?? 'GET').toUpperCase(),
    url,
    unixSocket: request.unixSocket ?? context.unixSocket,
    headers: mergeHeaders(context.defaults, request, { hasAuth: auth !== null, body }),
    auth,
    body,
    timeouts: resolveTimeouts(context.defaults, request),
    redirects: request.redirects ?? context.defaults.redirects ?? DEFAULT_REDIRECTS,
    expectStatus: ranges(request.expectStatus) ?? DEFAULT_EXPECTED_STATUS,
    extract: Object.entries(extract).map(([variable, source]) => resolveExtraction(variable, source)),
    checks: checks.map((check) => resolveCheck(check, name, context))
  }
}

function resolveTimeouts(defaults: Defaults, request: RequestDocument): RequestStep['timeouts'] {
  const { timeout, connectTimeout, firstByteTimeout } = { ...defaults, ...request }
  return {
    totalMs: milliseconds(timeout ?? DEFAULT_TIMEOUT_MS),
    connectMs: milliseconds(connectTimeout ?? DEFAULT_CONNECT_TIMEOUT_MS),
    firstByteMs: milliseconds(firstByteTimeout ?? 0)
  }
}

/**
 * A header of the step stands for the default of the same name, whatever their case; `auth` stands for an authorization
 * header that is a default, and the type of a multipart body, which holds its boundary, for one of the content.
 */
function mergeHeaders(
  defaults: Defaults,
  request: RequestDocument,
  { hasAuth, body }: { readonly hasAuth: boolean; readonly body: BodyPlan | null }
): [name: string, value: string][] {
  const own = Object.entries(request.headers ?? {})
  const ownNames = new Set(own.map(([name]) => name.toLowerCase()))
  if (hasAuth) ownNames.add('authorization')
  if (body?.kind === 'multipart') ownNames.add('content-type')
  const inherited = Object.entries(defaults.headers ?? {}).filter(
    ([name]) => !ownNames.has(name.toLowerCase())
  )
  const merged = [...inherited, ...own].map(([name, value]): [string, string] => [name, String(value)])
  const type = contentTypeOf(body)
  const hasType = merged.some(([name]) => name.toLowerCase() === 'content-type')
  if (type !== null && !hasType) merged.push(['content-type', type])
  return merged
}

function resolveExtraction(variable: string, source: ExtractionDocument): ExtractionPlan {
  if (source.jsonpath !== undefined) return { variable, source: { kind: 'jsonpath', path: source.jsonpath } }
  if (source.header !== undefined) return { variable, source: { kind: 'header', name: source.header } }
  const pattern = source.regex ?? ''
  // The first group where there is one, otherwise the whole match.
  const groups = (new RegExp(`${pattern}|`).exec('')?.length ?? 1) - 1
  return { variable, source: { kind: 'regex', pattern, group: source.group ?? Math.min(1, groups) } }
}

function resolveCheck(check: CheckDocument, request: string, context: FlowContext): CheckPlan {
  const name = describeCheck(request, check)
  return { slot: context.checks.slotOf(context.scenario, name), name, test: resolveTest(check) }
}

function resolveTest(check: CheckDocument): CheckPlan['test'] {
  if (check.status !== undefined) return { kind: 'status', ranges: ranges(check.status) ?? [] }
  if (check.jsonpath !== undefined) {
    if (check.equals !== undefined) {
      return { kind: 'jsonpath-equals', path: check.jsonpath, value: check.equals }
    }
    return { kind: 'jsonpath-exists', path: check.jsonpath, exists: check.exists ?? true }
  }
  if (check.bodyContains !== undefined) return { kind: 'body-contains', text: check.bodyContains }
  if (check.header !== undefined) {
    return { kind: 'header-contains', name: check.header, text: check.contains ?? '' }
  }
  return { kind: 'duration-below', limitMs: milliseconds(check.durationBelow ?? 0) }
}

/**
 * The name of a check: the one it was given, or what it tests of which request. Of a check that is wrong as far as it
 * can be read: what has another type than expected is left out.
 */
export function describeCheck(request: string, check: unknown): string {
  if (!isRecord(check)) return request
  if (typeof check.name === 'string') return check.name
  return `${request}: ${describeTest(check)}`
}

function describeTest(check: Record<string, unknown>): string {
  const { status, jsonpath, equals, exists, bodyContains, header, contains, durationBelow } = check
  if (isStatus(status)) return `status is ${describeStatusRanges(ranges(status) ?? [])}`
  if (jsonpath !== undefined) {
    if (equals !== undefined) return `${plain(jsonpath)} is ${quoted(equals)}`
    return `${plain(jsonpath)} ${exists === false ? 'does not exist' : 'exists'}`
  }
  if (bodyContains !== undefined) return `body contains ${quoted(bodyContains)}`
  if (header !== undefined) return `header ${plain(header)} contains ${quoted(contains)}`
  return `duration below ${plain(durationBelow)}${typeof durationBelow === 'number' ? 'ms' : ''}`
}

/** An object has no text of its own: one that was read from a file may even hold a `toString` that is no function. */
function plain(value: unknown): string {
  return typeof value === 'object' && value !== null ? '' : String(value)
}

function quoted(value: unknown): string {
  return typeof value === 'string' ? JSON.stringify(value) : plain(value)
}

function isStatus(value: unknown): value is number | string | (number | string)[] {
  return Array.isArray(value) ? value.every(isStatusItem) : isStatusItem(value)
}

function isStatusItem(value: unknown): value is number | string {
  return typeof value === 'number' || typeof value === 'string'
}

function ranges(value: number | string | readonly (number | string)[] | undefined): StatusRange[] | null {
  return value === undefined ? null : parseStatusRanges(value)
}

/** Of a duration that the schema accepted. */
export function milliseconds(duration: string | number): number {
  return parseDuration(duration) ?? 0
}
