import { planReferences } from '../../shared/plan/index.ts'
import type { Plan } from '../../shared/plan/plan.ts'
import type { PlanProblem } from '../../shared/plan/problem.ts'
import { proxyValueProblems } from './proxy-values.ts'

export interface PlanEnvironment {
  /** The values of `${env.NAME}` that the plan uses and no others: what a run is started with. Never saved. */
  readonly env: Readonly<Record<string, string>>
  /** One for each reference without a value, or with one of no use; a run must not be started with any. */
  readonly problems: readonly PlanProblem[]
}

/**
 * Looks up what a plan takes from outside.
 *
 * @param sources in the order in which they are asked, such as `-e` of the command line, then the process's environment
 */
export function resolvePlanEnvironment(
  plan: Plan,
  sources: readonly Readonly<Record<string, string | undefined>>[]
): PlanEnvironment {
  const references = planReferences(plan)
  const optional = references.optionalEnv.map((name) => [name, valueOf(name, sources)] as const)
  const found = references.env.map((name) => [name, valueOf(name, sources)] as const)
  const missing = found.flatMap(([name, value]) =>
    value === undefined
      ? [`\${env.${name}} has no value; expected the environment variable ${name}, or -e ${name}=VALUE.`]
      : []
  )
  const secrets = references.secrets.map(
    (name) => `\${secret.${name}} has no value: no keyring is connected; expected \${env.${name}}.`
  )
  const values = [...found, ...optional].flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const]
  )
  const env = Object.fromEntries(values)
  const atPlan = [...missing, ...secrets].map((message) => ({ path: '', message, line: null }))
  return { env, problems: [...atPlan, ...proxyValueProblems(plan.proxy, env)] }
}

function valueOf(
  name: string,
  sources: readonly Readonly<Record<string, string | undefined>>[]
): string | undefined {
  const source = sources.find((candidate) => Object.hasOwn(candidate, name) && candidate[name] !== undefined)
  return source?.[name]
}
