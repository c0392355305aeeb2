import { NO_PROXY_ENTRY, parseNoProxyRule, splitNoProxy } from '../no-proxy.ts'
import { parseProxyUrl, PROXY_URL } from '../proxy-url.ts'
import type { DocumentKey } from './document-path.ts'
import type { ProxyPlan } from './proxy-plan.ts'
import { isRecord, valueAt, type FoundProblem } from './schema-problems.ts'
import type { StepView } from './step-view.ts'
import { hasReference } from './template.ts'

/** What is wrong with a proxy that is written out; one that comes from the environment is looked at before the run. */
export function checkProxy(root: unknown, steps: readonly StepView[]): FoundProblem[] {
  const proxy = valueAt(root, ['proxy'])
  if (proxy === undefined) return []
  const isMapping = isRecord(proxy)
  return [
    ...checkUrl(isMapping ? proxy.url : proxy, isMapping ? ['proxy', 'url'] : ['proxy']),
    ...(isMapping ? [...checkCredentials(proxy), ...checkNoProxy(proxy.noProxy)] : []),
    ...checkUnixSockets(root, steps)
  ]
}

function checkUrl(url: unknown, keys: readonly DocumentKey[]): FoundProblem[] {
  if (typeof url !== 'string' || url === '' || url === 'env' || url.includes('${')) return []
  const message = urlProblem(url)
  return message === null ? [] : [{ keys, message }]
}

function checkCredentials({ username, password }: Record<string, unknown>): FoundProblem[] {
  const problems: FoundProblem[] = []
  if (password !== undefined && username === undefined) {
    const message = '"password" stands without username, expected it beside username.'
    problems.push({ keys: ['proxy', 'password'], message })
  }
  // RFC 7617: the colon ends the name.
  if (typeof username === 'string' && !hasReference(username) && username.includes(':')) {
    const message = 'Found a name with a colon, expected one without.'
    problems.push({ keys: ['proxy', 'username'], message })
  }
  return problems
}

function checkNoProxy(entries: unknown): FoundProblem[] {
  return (Array.isArray(entries) ? entries : []).flatMap((entry: unknown, index) => {
    if (typeof entry !== 'string' || entry === '' || hasReference(entry)) return []
    const list = splitNoProxy(entry)
    if (list.length > 0 && list.every((part) => parseNoProxyRule(part) !== null)) return []
    const message = `Found ${JSON.stringify(entry)}, expected ${NO_PROXY_ENTRY}.`
    return [{ keys: ['proxy', 'noProxy', index], message }]
  })
}

/** No proxy connects to a socket of the machine of its client. */
function checkUnixSockets(root: unknown, steps: readonly StepView[]): FoundProblem[] {
  const places = [['unixSocket'], ...steps.map(({ keys }) => [...keys, 'request', 'unixSocket'])]
  const message = 'Found unixSocket beside proxy, expected one of them; no proxy leads to a Unix socket.'
  return places.flatMap((keys) => (valueAt(root, keys) === undefined ? [] : [{ keys, message }]))
}

function urlProblem(text: string): string | null {
  const url = parseProxyUrl(text)
  // A URL that is no good may hold a password all the same.
  if (url === null)
    return `Found ${text.includes('@') ? 'a text' : JSON.stringify(text)}, expected ${PROXY_URL}.`
  if (url.username === '' && url.password === '') return null
  return 'Found a user name or password in the URL, expected username and password beside url.'
}

export function warnOfProxy(proxy: ProxyPlan | undefined): FoundProblem[] {
  if (typeof proxy?.password !== 'string' || hasReference(proxy.password)) return []
  const message =
    'The password is typed in clear and saved with the plan; expected a reference such as ${env.PROXY_PASSWORD}.'
  return [{ keys: ['proxy', 'password'], message }]
}
