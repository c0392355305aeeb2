import { newBody, newPart, type BodyKind } from './body-form.ts'
import type { CurlRequest } from './curl-command.ts'
import { newPair } from './form-rows.ts'
import { newRequest, type PlanForm, type RequestStepForm, type StepForm } from './plan-form.ts'

/** Where a pasted command goes and what it makes of the plan. */
export interface CurlChange {
  /** The step that it filled or became. */
  readonly stepId: string
  readonly kind: 'added' | 'filled'
  /** Takes back this change alone, whatever else was typed since; false when the step is not in this form. */
  readonly undo: (form: PlanForm) => boolean
}

/**
 * Writes a curl command into the form: into `into` where that is a request, otherwise into a new step behind
 * `after`. A step that was filled keeps its name, checks and extraction. Without a target the plan takes the
 * command's; a URL under the target becomes relative to it.
 */
export function applyCurl(
  form: PlanForm,
  scenarioIndex: number,
  curl: CurlRequest,
  { into, after }: { into: string | null; after: string | null }
): CurlChange | null {
  const flow = form.scenarios[scenarioIndex]?.flow
  if (flow === undefined) return null
  const origin = originOf(curl.url)
  const targetBefore = form.target
  if (form.target.trim() === '' && origin !== null) form.target = origin
  const undoOf =
    (stepId: string, before: StepForm | null): CurlChange['undo'] =>
    (now) => {
      const steps = now.scenarios.find((scenario) => scenario.flow.some(({ id }) => id === stepId))?.flow
      if (steps === undefined) return false
      const place = steps.findIndex(({ id }) => id === stepId)
      if (before === null) steps.splice(place, 1)
      else steps[place] = before
      if (now.target === origin) now.target = targetBefore
      return true
    }
  const url = relativeTo(form.target.trim(), curl.url)
  const index = flow.findIndex((step) => step.id === into && step.kind === 'request')
  const step = flow[index]
  if (step?.kind === 'request') {
    flow[index] = fill(step, curl, url)
    return { stepId: step.id, kind: 'filled', undo: undoOf(step.id, step) }
  }
  const added = fill(newRequest(url), curl, url)
  const at = flow.findIndex(({ id }) => id === after)
  flow.splice(at < 0 ? flow.length : at + 1, 0, added)
  return { stepId: added.id, kind: 'added', undo: undoOf(added.id, null) }
}

/** A request that nobody has written anything into yet. */
export function isUntouched(step: StepForm | undefined): boolean {
  if (step?.kind !== 'request') return false
  const { url, method, headers, auth, bodyKind, checks, extract, name } = step
  return (
    (url.trim() === '' || url === '/') &&
    method === 'GET' &&
    auth.kind === 'unsaid' &&
    bodyKind === 'none' &&
    name === '' &&
    headers.length + checks.length + extract.length === 0
  )
}

function fill(step: RequestStepForm, curl: CurlRequest, url: string): RequestStepForm {
  const type = curl.headers.find(([name]) => name.toLowerCase() === 'content-type')?.[1] ?? ''
  const json = curl.body !== null && /\bjson\b/i.test(type) ? prettyJson(curl.body) : null
  return {
    ...step,
    method: curl.method,
    url,
    auth: curl.auth,
    unixSocket: curl.unixSocket,
    headers: curl.headers.map(([name, value]) => newPair(name, value)),
    ...newBody(),
    bodyKind: json === null ? bodyKindOf(curl) : 'json',
    body: json ?? curl.body ?? '',
    parts: curl.parts.map(newPart),
    bodyFile: curl.bodyFile,
    timeout: curl.timeout,
    connectTimeout: curl.connectTimeout
  }
}

function bodyKindOf({ body, parts, bodyFile }: CurlRequest): BodyKind {
  if (body !== null) return 'text'
  if (parts.length > 0) return 'multipart'
  return bodyFile === '' ? 'none' : 'file'
}

/** Null for text that is no JSON, or whose long numbers would lose digits on the way. */
function prettyJson(text: string): string | null {
  if (/\d{16,}/.test(text)) return null
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return null
  }
}

function originOf(url: string): string | null {
  return /^https?:\/\/[^/?#${]+/i.exec(url)?.[0] ?? null
}

/** The part of a URL behind the target, when it is under it. */
function relativeTo(target: string, url: string): string {
  const base = target.replace(/\/+$/, '')
  if (base === '' || !url.startsWith(base)) return url
  const rest = url.slice(base.length)
  if (rest === '') return '/'
  if (rest.startsWith('/')) return rest
  return rest.startsWith('?') ? `/${rest}` : url
}
