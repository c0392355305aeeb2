import { isWithoutProxy, parseNoProxyRule, splitNoProxy, type NoProxyRule } from '../../shared/no-proxy.ts'
import { fillFromEnvironment } from '../../shared/plan/index.ts'
import { PROXY_VARIABLES, proxyVariable, type ProxyPlan } from '../../shared/plan/proxy-plan.ts'
import { parseProxyUrl } from '../../shared/proxy-url.ts'
import type { ProxyChoice, ProxyServer } from './http/index.ts'

type Environment = Readonly<Record<string, string | undefined>>

/**
 * What a plan says of proxies, as a function: one for every host but those of `noProxy`. With proxies from the
 * environment the scheme of the request decides which, and NO_PROXY counts where the plan has no list, as in curl.
 *
 * @throws Error for a value that is no proxy URL; `resolvePlanEnvironment` names it before a run
 */
export function proxyChoice(plan: ProxyPlan, env: Environment): ProxyChoice {
  const rules = noProxyRules(plan, env)
  const isExempt = (host: string, port: number): boolean =>
    rules.some((rule) => isWithoutProxy(rule, host, port))
  if (plan.url !== null) {
    const proxy = serverOf(fillFromEnvironment(plan.url, env), plan, env)
    return (_scheme, host, port) => (isExempt(host, port) ? null : proxy)
  }
  const proxies = {
    http: environmentServer(PROXY_VARIABLES.http, plan, env),
    https: environmentServer(PROXY_VARIABLES.https, plan, env)
  }
  return (scheme, host, port) => (isExempt(host, port) ? null : proxies[scheme])
}

function noProxyRules({ url, noProxy }: ProxyPlan, env: Environment): NoProxyRule[] {
  const lists =
    noProxy === null
      ? [url === null ? (proxyVariable(PROXY_VARIABLES.noProxy, env)?.value ?? '') : '']
      : noProxy.map((entry) => fillFromEnvironment(entry, env) ?? '')
  return lists.flatMap(splitNoProxy).flatMap((entry) => parseNoProxyRule(entry) ?? [])
}

function environmentServer(names: readonly string[], plan: ProxyPlan, env: Environment): ProxyServer | null {
  const variable = proxyVariable(names, env)
  return variable === null ? null : serverOf(variable.value, plan, env)
}

function serverOf(text: string | null, plan: ProxyPlan, env: Environment): ProxyServer {
  const url = text === null ? null : parseProxyUrl(text)
  if (url === null) throw new Error('the proxy of the plan has no URL')
  const username = plan.username === null ? url.username : (fillFromEnvironment(plan.username, env) ?? '')
  const password =
    plan.username === null ? url.password : (fillFromEnvironment(plan.password ?? '', env) ?? '')
  const hasCredentials = username !== '' || password !== ''
  return {
    ...{ scheme: url.scheme, host: url.host, port: url.port },
    authorization: hasCredentials ? basicAuthorization(username, password) : null
  }
}

/** RFC 7617, in UTF-8. */
function basicAuthorization(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`
}
