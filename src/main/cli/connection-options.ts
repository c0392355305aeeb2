import { InvalidArgumentError, Option, type Command } from 'commander'
import { NO_PROXY_ENTRY, parseNoProxyRule, splitNoProxy } from '../../shared/no-proxy.ts'
import { escapeTemplate } from '../../shared/plan/index.ts'
import { parseProxyUrl, PROXY_URL } from '../../shared/proxy-url.ts'
import type { PlanOverrides } from '../plan/index.ts'

/** How the connections of a run are made, with the names that curl has for it. */
export interface ConnectionOptions {
  readonly insecure?: true
  readonly proxy?: ProxyOption
  readonly noproxy?: readonly string[]
}

/** Those that a command without a plan has as well. */
export interface CertificateOptions extends ConnectionOptions {
  readonly cacert?: string
  readonly cert?: string
  readonly key?: string
}

/** A proxy as the plan has it, without its password. */
interface ProxyOption {
  readonly document: Readonly<Record<string, string>>
  readonly password: string | null
}

/** What stands above the plan, and values for the references in it. */
interface ConnectionInputs {
  readonly overrides: Pick<PlanOverrides, 'tls' | 'proxy' | 'noProxy'>
  readonly env: Readonly<Record<string, string>>
}

/** The plan is saved, and a password must not be: it goes the way of `-e`. */
const PASSWORD_VARIABLE = 'LOADGALE_PROXY_PASSWORD'

export function addConnectionOptions(command: Command): Command {
  return command
    .option('-k, --insecure', 'take any certificate of the service')
    .addOption(
      new Option(
        '-x, --proxy <url>',
        'send requests through this proxy; env reads HTTP_PROXY and its like'
      ).argParser(proxyOption)
    )
    .addOption(
      new Option('--noproxy <list>', 'hosts, domains and networks that no proxy is used for').argParser(
        noProxyOption
      )
    )
}

export function addCertificateOptions(command: Command): Command {
  return command
    .option('--cacert <file>', 'PEM file of the authorities to trust, in place of the built-in ones')
    .option('--cert <file>', "PEM file of the client's certificate")
    .option('--key <file>', 'PEM file of its private key (default: the file of --cert)')
}

export function connectionInputs(options: CertificateOptions): ConnectionInputs {
  const { insecure, proxy, noproxy, cacert: ca, cert, key } = options
  const tls = Object.entries({ insecure, ca, cert, key }).filter(([, value]) => value !== undefined)
  const password = proxy?.password ?? null
  return {
    overrides: {
      ...(tls.length > 0 && { tls: Object.fromEntries(tls) }),
      ...(proxy !== undefined && { proxy: proxy.document }),
      ...(noproxy !== undefined && { noProxy: noproxy })
    },
    env: password === null ? {} : { [PASSWORD_VARIABLE]: password }
  }
}

function noProxyOption(text: string): string[] {
  const list = splitNoProxy(text)
  if (list.some((entry) => parseNoProxyRule(entry) === null))
    throw new InvalidArgumentError(`Expected a list with commas, each ${NO_PROXY_ENTRY}.`)
  return list
}

function proxyOption(text: string): ProxyOption {
  if (text === 'env') return { document: { url: text }, password: null }
  const url = parseProxyUrl(text)
  if (url === null) throw new InvalidArgumentError(`Expected ${PROXY_URL}, or env.`)
  const host = url.host.includes(':') ? `[${url.host}]` : url.host
  const address = `${url.scheme}://${host}:${url.port}`
  if (url.username === '' && url.password !== '') {
    throw new InvalidArgumentError('Expected a user name before the password.')
  }
  if (url.username === '') return { document: { url: address }, password: null }
  const username = escapeTemplate(url.username)
  return {
    document: { url: address, username, password: `\${env.${PASSWORD_VARIABLE}}` },
    password: url.password
  }
}
