import { isRecord } from '../../../../shared/plan/schema-problems.ts'
import { entries, isScalar, pairForms } from './document-reading.ts'
import { filled, mapping, number, text } from './document-writing.ts'
import type { PairForm, Rest } from './form-rows.ts'
import { textOf } from './scalar-text.ts'

/** How connections are made and kept: the part of the plan that its Network tab shows. */
export interface NetworkForm {
  tls: TlsForm
  proxy: ProxyForm
  dns: { ttl: string; select: string; policy: string; rest: Rest }
  hosts: PairForm[]
  unixSocket: string
  /** With commas. */
  localAddresses: string
  connections: { reuse: string; pool: string; rest: Rest }
}

interface TlsForm {
  /** The document had the key, though it may say nothing. */
  isGiven: boolean
  /** With commas. */
  ca: string
  /** The document had a list, and has one again, be it of one. */
  caIsList: boolean
  cert: string
  key: string
  passphrase: string
  serverName: string
  minVersion: string
  maxVersion: string
  insecure: boolean
  resumesSessions: boolean
  rest: Rest
}

interface ProxyForm {
  url: string
  username: string
  password: string
  /** With commas. */
  noProxy: string
  rest: Rest
}

export const NETWORK_KEYS = [
  'tls',
  'proxy',
  'dns',
  'hosts',
  'unixSocket',
  'localAddresses',
  'connections'
] as const

export function newNetwork(): NetworkForm {
  return {
    tls: {
      ...{ isGiven: false, ca: '', caIsList: false, cert: '', key: '', passphrase: '', serverName: '' },
      ...{ minVersion: '', maxVersion: '', insecure: false, resumesSessions: true, rest: {} }
    },
    proxy: { url: '', username: '', password: '', noProxy: '', rest: {} },
    dns: { ttl: '', select: '', policy: '', rest: {} },
    hosts: [],
    unixSocket: '',
    localAddresses: '',
    connections: { reuse: '', pool: '', rest: {} }
  }
}

/** Of the keys of a document; what no control can show goes into `rest`, and so back into the document. */
export function networkToForm(document: Rest): { readonly form: NetworkForm; readonly rest: Rest } {
  const { tls, proxy, dns, hosts, unixSocket, localAddresses, connections } = document
  const form = newNetwork()
  const rest: Rest = {}
  if (isRecord(tls)) form.tls = tlsForm(tls)
  else keep(rest, { tls })
  if (isRecord(proxy)) form.proxy = proxyForm(proxy)
  else if (typeof proxy === 'string') form.proxy.url = proxy
  else keep(rest, { proxy })
  if (isRecord(dns)) form.dns = dnsForm(dns)
  else keep(rest, { dns })
  if (isRecord(hosts) && entries(hosts).every(([, address]) => isScalar(address)))
    form.hosts = pairForms(hosts)
  else keep(rest, { hosts })
  if (typeof unixSocket === 'string') form.unixSocket = unixSocket
  else keep(rest, { unixSocket })
  if (isPlainList(localAddresses)) form.localAddresses = localAddresses.join(', ')
  else keep(rest, { localAddresses })
  if (isRecord(connections)) form.connections = connectionsForm(connections)
  else keep(rest, { connections })
  return { form, rest }
}

export function networkToDocument(form: NetworkForm): Rest {
  const { tls, proxy, dns, hosts, unixSocket, localAddresses, connections } = form
  const addresses = textsOf(localAddresses)
  const said = tlsOf(tls)
  return {
    ...(tls.isGiven ? { tls: said } : filled('tls', said)),
    ...proxyOf(proxy),
    ...filled('dns', {
      ...number({ ttl: dns.ttl }),
      ...text({ select: dns.select, policy: dns.policy }),
      ...dns.rest
    }),
    ...mapping('hosts', hosts),
    ...text({ unixSocket }),
    ...(addresses.length > 0 ? { localAddresses: addresses } : {}),
    ...filled('connections', {
      ...(connections.reuse === '' ? {} : { reuse: reuseOf(connections.reuse) }),
      ...number({ pool: connections.pool }),
      ...connections.rest
    })
  }
}

/** How many of the settings are other than a new plan has them. */
export function countSettings(form: NetworkForm): number {
  return Object.entries(networkToDocument(form)).reduce(
    (sum, [key, value]) => sum + (isRecord(value) && key !== 'hosts' ? Object.keys(value).length : 1),
    0
  )
}

function tlsForm(tls: Rest): TlsForm {
  const { ca, cert, key, passphrase, serverName, minVersion, maxVersion, ...others } = tls
  const { insecure, sessionResumption, ...rest } = others
  const form: TlsForm = {
    ...newNetwork().tls,
    isGiven: true,
    ...{ cert: textOf(cert), key: textOf(key), passphrase: textOf(passphrase) },
    ...{ serverName: textOf(serverName), minVersion: textOf(minVersion), maxVersion: textOf(maxVersion) },
    rest
  }
  const files = typeof ca === 'string' ? [ca] : ca
  if (isPlainList(files)) {
    form.ca = files.join(', ')
    form.caIsList = Array.isArray(ca)
  } else keep(form.rest, { ca })
  if (typeof insecure === 'boolean') form.insecure = insecure
  else keep(form.rest, { insecure })
  if (typeof sessionResumption === 'boolean') form.resumesSessions = sessionResumption
  else keep(form.rest, { sessionResumption })
  return form
}

function tlsOf(form: TlsForm): Rest {
  const { caIsList, cert, key, passphrase, serverName, minVersion, maxVersion } = form
  const files = textsOf(form.ca)
  const ca = caIsList || files.length > 1 ? files : files[0]
  return {
    ...(files.length > 0 ? { ca } : {}),
    ...text({ cert, key, passphrase, serverName, minVersion, maxVersion }),
    ...(form.insecure ? { insecure: true } : {}),
    ...(form.resumesSessions ? {} : { sessionResumption: false }),
    ...form.rest
  }
}

function proxyForm(proxy: Rest): ProxyForm {
  const { url, username, password, noProxy, ...rest } = proxy
  const form = { url: textOf(url), username: textOf(username), password: textOf(password), noProxy: '', rest }
  if (isPlainList(noProxy)) form.noProxy = noProxy.join(', ')
  else keep(form.rest, { noProxy })
  return form
}

/** The URL alone where there is nothing beside it. */
function proxyOf({ url, username, password, noProxy, rest }: ProxyForm): Rest {
  const exempt = textsOf(noProxy)
  const beside = {
    ...text({ username, password }),
    ...(exempt.length > 0 ? { noProxy: exempt } : {}),
    ...rest
  }
  return Object.keys(beside).length === 0 ? text({ proxy: url }) : { proxy: { ...text({ url }), ...beside } }
}

function dnsForm(dns: Rest): NetworkForm['dns'] {
  const { ttl, select, policy, ...rest } = dns
  return { ttl: textOf(ttl), select: textOf(select), policy: textOf(policy), rest }
}

function connectionsForm(connections: Rest): NetworkForm['connections'] {
  const { reuse, pool, ...rest } = connections
  return { reuse: textOf(reuse), pool: textOf(pool), rest }
}

function reuseOf(word: string): boolean | string {
  return word === 'true' || word === 'false' ? word === 'true' : word
}

function textsOf(list: string): string[] {
  return list
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')
}

/** Texts that stay apart and as they are when they are written with commas. */
function isPlainList(value: unknown): value is string[] {
  if (!Array.isArray(value) || value.length === 0) return false
  return value.every(
    (item) => typeof item === 'string' && item !== '' && item === item.trim() && !item.includes(',')
  )
}

/** Of one key; one that the document does not have is nothing to keep. */
function keep(rest: Rest, given: Rest): void {
  for (const [key, value] of Object.entries(given)) if (value !== undefined) rest[key] = value
}
