import type { AuthDocument } from './auth-document.ts'
import type { DocumentKey } from './document-path.ts'
import { oneOf } from './one-of.ts'
import type { PlanDocument, RequestDocument } from './plan-document.ts'
import type { AuthPlan } from './plan.ts'
import { isRecord, valueAt, type FoundProblem } from './schema-problems.ts'
import { recordEntries, textAt, type StepView } from './step-view.ts'
import { hasReference } from './template.ts'
import { splitUserInfo, type UserInfo } from './url-user-info.ts'

type Defaults = NonNullable<PlanDocument['defaults']>

/** What settles the authentication of the requests of a plan beside the requests themselves. */
export interface AuthDefaults {
  readonly defaults: Defaults
  readonly target: string | undefined
}

/**
 * The authentication of one request, the nearest word first: its own `auth`, `authorization` header or user name in the
 * URL, then those of the defaults, then the user name in the target. Null where nothing is said.
 */
export function resolveAuth(request: RequestDocument, { defaults, target }: AuthDefaults): AuthPlan | null {
  if (request.auth !== undefined) return authPlan(request.auth)
  if (hasAuthorization(request.headers)) return null
  const own = splitUserInfo(request.url).userInfo
  if (own !== null) return { kind: 'basic', ...own }
  if (defaults.auth !== undefined) return authPlan(defaults.auth)
  if (hasAuthorization(defaults.headers) || /^https?:\/\//i.test(request.url)) return null
  const shared = splitUserInfo(target ?? '').userInfo
  return shared === null ? null : { kind: 'basic', ...shared }
}

/** The texts in which references are replaced. */
export function authTemplates(auth: AuthPlan | null): string[] {
  if (auth === null || auth.kind === 'none') return []
  return auth.kind === 'bearer' ? [auth.token] : [auth.username, auth.password]
}

/** Kinds that exclude each other, and more than one word on who sends a request in one place. */
export function checkAuth(root: unknown, steps: readonly StepView[]): FoundProblem[] {
  return [
    ...checkPlace(['defaults'], ['target'], root),
    ...steps.flatMap(({ keys }) => checkPlace([...keys, 'request'], [...keys, 'request', 'url'], root))
  ]
}

function checkPlace(
  keys: readonly DocumentKey[],
  urlKeys: readonly DocumentKey[],
  root: unknown
): FoundProblem[] {
  const auth = valueAt(root, [...keys, 'auth'])
  const place = [...keys, 'auth']
  const problems = isRecord(auth) ? oneOf(place, auth, ['basic', 'bearer', 'digest']) : []
  const username = textAt(auth, ['basic', 'username'])
  if (username?.includes(':') === true) {
    const message =
      'Found a colon in the user name, where basic authentication begins the password; expected none.'
    problems.push({ keys: [...place, 'basic', 'username'], message })
  }
  const words = [
    ...(auth === undefined ? [] : ['auth']),
    ...(hasAuthorization(valueAt(root, [...keys, 'headers'])) ? ['the header authorization'] : []),
    ...(splitUserInfo(textAt(root, urlKeys) ?? '').userInfo === null
      ? []
      : [`a user name in the ${String(urlKeys.at(-1))}`])
  ]
  if (words.length > 1) problems.push({ keys: place, message: `Found ${words.join(' and ')}, expected one.` })
  return problems
}

/** Secrets that are typed in clear are saved with the plan. */
export function warnOfClearAuth(document: PlanDocument): FoundProblem[] {
  const steps = Object.entries(document.scenarios).flatMap(([scenario, { flow }]) =>
    flow.flatMap(({ request }, index) => {
      const keys = ['scenarios', scenario, 'flow', index, 'request']
      return request === undefined ? [] : warnOfPlace(keys, request.auth, [...keys, 'url'], request.url)
    })
  )
  return [...warnOfPlace(['defaults'], document.defaults?.auth, ['target'], document.target ?? ''), ...steps]
}

function warnOfPlace(
  keys: readonly DocumentKey[],
  auth: AuthDocument | undefined,
  urlKeys: readonly DocumentKey[],
  url: string
): FoundProblem[] {
  const secrets = recordEntries(auth).flatMap(([kind, value]) => {
    const key = kind === 'bearer' ? 'token' : 'password'
    const secret = textAt(value, [key])
    return secret === null || hasReference(secret) ? [] : [{ keys: [...keys, 'auth', kind, key], key }]
  })
  const inUrl = splitUserInfo(url).userInfo
  return [
    ...secrets.map(({ keys: place, key }) => ({
      keys: place,
      message: `The ${key} is typed in clear and saved with the plan; expected a reference such as \${env.${key.toUpperCase()}} or \${secret.${key.toUpperCase()}}.`
    })),
    ...(isSecretInClear(inUrl) ? [{ keys: urlKeys, message: CLEAR_IN_URL }] : [])
  ]
}

const CLEAR_IN_URL =
  'The URL holds a password in clear, which is saved with the plan; expected a reference such as ${env.PASSWORD}, here or in auth.'

function isSecretInClear(userInfo: UserInfo | null): boolean {
  return userInfo !== null && userInfo.password !== '' && !hasReference(userInfo.password)
}

function authPlan(auth: AuthDocument): AuthPlan {
  if (typeof auth === 'string') return { kind: 'none' }
  if (auth.bearer !== undefined) return { kind: 'bearer', token: auth.bearer.token }
  const kind = auth.digest === undefined ? 'basic' : 'digest'
  const { username = '', password = '' } = auth[kind] ?? {}
  return { kind, username, password }
}

function hasAuthorization(headers: unknown): boolean {
  return recordEntries(headers).some(([name]) => name.toLowerCase() === 'authorization')
}
