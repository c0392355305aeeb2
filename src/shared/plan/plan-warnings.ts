import { isCredentialHeader } from '../credential-headers.ts'
import { warnOfClearAuth } from './auth.ts'
import type { PlanDocument } from './plan-document.ts'
import type { Plan } from './plan.ts'
import type { FoundProblem } from './schema-problems.ts'
import { warnOfProxy } from './proxy-checks.ts'
import { hasReference } from './template.ts'
import { warnOfTls } from './tls-checks.ts'

/** What is allowed and probably not what the user wants. */
export function findWarnings(document: PlanDocument, plan: Plan): FoundProblem[] {
  return [
    ...warnOfLateness(plan),
    ...warnOfClearSecrets(document),
    ...warnOfClearAuth(document),
    ...warnOfExpectedRedirects(plan),
    ...warnOfTls(plan.tls),
    ...warnOfProxy(plan.proxy)
  ]
}

/** In an open model a slow service shows as lateness, which `http_req_duration` leaves out. */
function warnOfLateness(plan: Plan): FoundProblem[] {
  const isOpen = plan.scenarios.some(({ executor }) => executor.kind.endsWith('-arrival-rate'))
  const bounds = (metric: string): boolean => plan.thresholds.some((threshold) => threshold.metric === metric)
  if (!isOpen || !bounds('http_req_duration') || bounds('http_req_response')) return []
  const message =
    'The plan has an arrival rate and bounds only http_req_duration, which leaves lateness out; ' +
    'bound http_req_response as well.'
  return [{ keys: ['thresholds'], message }]
}

function warnOfClearSecrets(document: PlanDocument): FoundProblem[] {
  const steps = Object.entries(document.scenarios).flatMap(([scenario, { flow }]) =>
    flow.map((step, index) => ({
      keys: ['scenarios', scenario, 'flow', index, 'request', 'headers'],
      headers: step.request?.headers
    }))
  )
  return [{ keys: ['defaults', 'headers'], headers: document.defaults?.headers }, ...steps].flatMap(
    ({ keys, headers = {} }) =>
      Object.entries(headers).flatMap(([name, value]) => {
        if (!isCredentialHeader(name) || hasReference(String(value))) return []
        const message = `The header ${name} is typed in clear and saved with the plan; expected a reference such as \${env.TOKEN} or \${secret.TOKEN}.`
        return [{ keys: [...keys, name], message }]
      })
  )
}

/** Whoever expects a redirect gets the response behind it, unless redirects are off. */
function warnOfExpectedRedirects(plan: Plan): FoundProblem[] {
  return plan.scenarios.flatMap(({ name, flow }) =>
    flow.flatMap((step, index) => {
      if (step.kind !== 'request' || step.redirects === 0) return []
      if (!step.expectStatus.every(({ from, to }) => from >= 300 && to <= 399)) return []
      const message =
        'Only a redirect is expected, but redirects are followed and the last response is judged; ' +
        'set redirects: 0 to judge the redirect itself.'
      return [{ keys: ['scenarios', name, 'flow', index, 'request', 'expectStatus'], message }]
    })
  )
}
