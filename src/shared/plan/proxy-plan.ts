import type { ProxyDocument } from './proxy-document.ts'

/** Through which proxy the requests of a run go. All texts are templates that may refer to the environment. */
export interface ProxyPlan {
  /** Null takes the proxies from the environment. */
  readonly url: string | null
  /** Hosts that are reached without the proxy; null where the plan says nothing of them. */
  readonly noProxy: readonly string[] | null
  readonly username: string | null
  readonly password: string | null
}

/** What `proxy: env` asks for, by all of its names: the first that is set and not empty counts, as in curl. */
export const PROXY_VARIABLES = {
  http: ['http_proxy', 'HTTP_PROXY', 'all_proxy', 'ALL_PROXY'],
  https: ['https_proxy', 'HTTPS_PROXY', 'all_proxy', 'ALL_PROXY'],
  noProxy: ['no_proxy', 'NO_PROXY']
} as const

export function resolveProxy(document: ProxyDocument): ProxyPlan {
  const {
    url,
    noProxy = null,
    username = null,
    password = null
  } = typeof document === 'string' ? { url: document } : document
  return { url: url === 'env' ? null : url, noProxy, username, password }
}

/** The variable that counts; null where none is set. */
export function proxyVariable(
  names: readonly string[],
  env: Readonly<Record<string, string | undefined>>
): { readonly name: string; readonly value: string } | null {
  for (const name of names) {
    const value = env[name] ?? ''
    if (value !== '') return { name, value }
  }
  return null
}
