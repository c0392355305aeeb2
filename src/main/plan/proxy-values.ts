import { NO_PROXY_ENTRY, parseNoProxyRule, splitNoProxy } from '../../shared/no-proxy.ts'
import { fillFromEnvironment } from '../../shared/plan/index.ts'
import type { PlanProblem } from '../../shared/plan/problem.ts'
import { PROXY_VARIABLES, proxyVariable, type ProxyPlan } from '../../shared/plan/proxy-plan.ts'
import { parseProxyUrl, PROXY_URL } from '../../shared/proxy-url.ts'

/**
 * What is wrong with a proxy that comes from the environment. No message quotes a value: a proxy URL may hold a
 * password.
 */
export function proxyValueProblems(
  proxy: ProxyPlan | undefined,
  env: Readonly<Record<string, string>>
): PlanProblem[] {
  if (proxy === undefined) return []
  const problem = (path: string, message: string): PlanProblem => ({ path, message, line: null })
  const entries = (proxy.noProxy ?? []).flatMap((text, index) => {
    const list = splitNoProxy(fillFromEnvironment(text, env) ?? '')
    return list.every((entry) => parseNoProxyRule(entry) !== null)
      ? []
      : [problem(`proxy.noProxy[${index}]`, `${text} has no value of use, expected ${NO_PROXY_ENTRY}.`)]
  })
  if (proxy.url !== null) {
    const url = fillFromEnvironment(proxy.url, env)
    if (url === null || parseProxyUrl(url) !== null) return entries
    return [problem('proxy', `${proxy.url} has no value of use, expected ${PROXY_URL}.`), ...entries]
  }
  const broken = [PROXY_VARIABLES.http, PROXY_VARIABLES.https].flatMap((names) => {
    const variable = proxyVariable(names, env)
    return variable === null || parseProxyUrl(variable.value) !== null ? [] : [variable.name]
  })
  const variables = [...new Set(broken)].map((name) =>
    problem('proxy', `The environment variable ${name} has no value of use, expected ${PROXY_URL}.`)
  )
  return [...variables, ...entries]
}
