import type { PlanForm } from './plan-form.ts'
import type { FieldId } from './problem-fields.ts'

const WORDS: Readonly<Record<string, string>> = {
  name: 'name',
  target: 'target',
  warmUp: 'warm-up',
  url: 'URL',
  method: 'method',
  headers: 'header',
  body: 'body',
  checks: 'check',
  extract: 'extraction',
  expectStatus: 'expected status',
  timeout: 'timeout',
  connectTimeout: 'connect timeout',
  firstByteTimeout: 'first byte timeout',
  redirects: 'redirects',
  flow: 'steps',
  stages: 'stage',
  think: 'think time',
  filter: 'request',
  vus: 'virtual users',
  startTime: 'start after',
  gracefulStop: 'grace at the end',
  preAllocatedVUs: 'VUs made before',
  maxVUs: 'VUs at most',
  timeUnit: 'time unit',
  startVUs: 'VUs at the start',
  startRate: 'rate at the start',
  arrival: 'arrivals',
  maxDuration: 'maximum duration',
  gracefulRampDown: 'ramp-down grace',
  variables: 'variable',
  tags: 'tag',
  thresholds: 'threshold',
  auth: 'authentication',
  username: 'user name',
  tls: 'TLS',
  ca: 'authorities',
  cert: 'certificate',
  serverName: 'server name',
  minVersion: 'lowest version',
  maxVersion: 'highest version',
  insecure: 'certificate checks',
  sessionResumption: 'session resumption',
  noProxy: 'hosts without it',
  dns: 'DNS',
  ttl: 'time to live',
  select: 'choice of address',
  policy: 'kind of address',
  hosts: 'host',
  unixSocket: 'Unix socket',
  localAddresses: 'local addresses'
}

/** What has fields by name within; everything else has rows by number. */
const GROUPS = ['auth', 'tls', 'proxy', 'dns', 'connections']

/** A field in words, as a person would find it: "main, step 2, header 1". */
export function fieldLabel(form: PlanForm, field: FieldId): string {
  if (field === '') return 'Plan'
  if (field === 'document') return 'YAML / JSON'
  const [first = '', index, ...rest] = field.split('.')
  if (first === 'defaults') return ['Defaults', ...words(rest, index)].join(', ')
  if (first !== 'scenarios') return capital(words(field.split('.')).join(', '))
  if (index === undefined) return 'Scenarios'
  const scenario = form.scenarios[Number(index)]?.name
  const name = scenario === undefined || scenario === '' ? `Scenario ${Number(index) + 1}` : scenario
  if (rest[0] === 'flow' && rest[1] !== undefined) {
    return [name, `step ${Number(rest[1]) + 1}`, ...words(rest.slice(2))].join(', ')
  }
  return [name, ...words(rest)].join(', ')
}

/** "headers.1.name" -> "header 2"; the last word of a row says little beside the row. */
function words(parts: readonly string[], before?: string): string[] {
  const [key, index] = before === undefined ? parts : [before, ...parts]
  if (key === undefined) return []
  const word = WORDS[key] ?? key
  if (GROUPS.includes(key)) return index === undefined ? [word] : [word, WORDS[index] ?? index]
  return [index === undefined ? word : `${word} ${Number(index) + 1}`]
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}
