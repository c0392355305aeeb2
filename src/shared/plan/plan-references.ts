import { authTemplates } from './auth.ts'
import { bodyTemplates } from './body-plan.ts'
import { planFileReferences } from './plan-files.ts'
import type { Plan } from './plan.ts'
import { PROXY_VARIABLES } from './proxy-plan.ts'
import { parseTemplate } from './template.ts'

/** What a plan takes from outside: names of `${env.NAME}` and `${secret.NAME}`, each once. */
export interface PlanReferences {
  readonly env: readonly string[]
  readonly secrets: readonly string[]
  /** Environment variables that count where they are set and are not missed where they are not. */
  readonly optionalEnv: readonly string[]
}

/** Whoever starts a run looks these up and hands over their values; they are no part of the plan that is saved. */
export function planReferences(plan: Plan): PlanReferences {
  const env = new Set<string>()
  const secrets = new Set<string>()
  for (const text of templatesOf(plan)) {
    const template = parseTemplate(text)
    if (!template.valid) continue
    for (const part of template.parts) {
      if (part.kind === 'env') env.add(part.name)
      else if (part.kind === 'secret') secrets.add(part.name)
    }
  }
  const optionalEnv = plan.proxy?.url === null ? [...new Set(Object.values(PROXY_VARIABLES).flat())] : []
  return { env: [...env], secrets: [...secrets], optionalEnv }
}

function templatesOf(plan: Plan): string[] {
  const { target, variables, scenarios, tls, proxy } = plan
  const steps = scenarios.flatMap(({ flow }) =>
    flow.flatMap((step) =>
      step.kind === 'request'
        ? [
            step.url,
            ...bodyTemplates(step.body),
            ...step.headers.map(([, value]) => value),
            ...authTemplates(step.auth)
          ]
        : []
    )
  )
  const files = planFileReferences(plan).map(({ file }) => file)
  const { url, noProxy, username, password } = proxy ?? {}
  const connection = [tls?.passphrase, url, ...(noProxy ?? []), username, password].map((text) => text ?? '')
  return [target ?? '', ...Object.values(variables), ...files, ...connection, ...steps]
}
