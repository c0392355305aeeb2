import type { Plan, RequestStep, StepPlan } from '../../../shared/plan/plan.ts'
import { BodyFiles, CHALLENGE_HEADS, COOKIE_HEADS, ENCODED_HEADS, REDIRECT_HEADS } from '../http/index.ts'
import type { VirtualUserFactory } from '../load/index.ts'
import { compileCheck } from './compiled-checks.ts'
import { compileExtraction } from './compiled-extraction.ts'
import type {
  CompiledRequestStep,
  CompiledStep,
  FlowClock,
  RequestClient,
  RequestObserver
} from './compiled-scenario.ts'
import { asText, CompiledTemplate, type TemplateScope } from './compiled-template.ts'
import { FailureSampler, type FailureSample } from './failure-sampler.ts'
import { VariableTable } from './iteration-values.ts'
import { exchangeTimeouts } from './exchange-timeouts.ts'
import { compileRequest, type RequestSurroundings } from './request-maker.ts'
import { ScenarioUser } from './scenario-user.ts'

export interface ScenarioContext {
  readonly loop: FlowClock
  readonly client: RequestClient
  readonly metrics: RequestObserver
  /** What `${env.NAME}` in the plan resolves to. */
  readonly env: Readonly<Record<string, string>>
  /** What `${secret.NAME}` resolves to. */
  readonly secrets?: Readonly<Record<string, string>>
  /** The files that bodies send; without them such a request cannot be made. */
  readonly files?: BodyFiles
  /** Gets the first few failed requests of each kind. */
  readonly onFailureSample?: (sample: FailureSample) => void
}

/**
 * Turns the flow of a scenario into virtual users: templates, queries and expressions are compiled here, once for all
 * of them, and a request that never changes is put into bytes.
 *
 * @throws RangeError when the plan has no such scenario
 */
export function compileScenario(
  plan: Plan,
  scenarioIndex: number,
  context: ScenarioContext
): VirtualUserFactory {
  const scenario = plan.scenarios[scenarioIndex]
  if (scenario === undefined) throw new RangeError(`the plan has no scenario ${scenarioIndex}`)
  const scope = compileScope(plan, scenario.flow, context)
  const { loop, client, metrics, files = new BodyFiles({}), onFailureSample } = context
  const surroundings = { scope, origins: client, files }
  const compiled = {
    client,
    loop,
    metrics,
    sampler: onFailureSample === undefined ? null : new FailureSampler(onFailureSample),
    variables: scope.variables,
    steps: scenario.flow.map((step) => compileStep(step, plan, surroundings)),
    cookies: plan.cookies,
    closesBetween: plan.network.connections.reuse === 'iteration',
    hasDigests: scenario.flow.some(isDigest),
    hasRequests: scenario.flow.some(({ kind }) => kind === 'request'),
    endsWithRequest: scenario.flow.at(-1)?.kind === 'request',
    isOpen: scenario.executor.kind.endsWith('-arrival-rate')
  }
  return (globalId) => new ScenarioUser(compiled, globalId)
}

/** Variables that a step extracts have a place in every virtual user; all others are constants of the run. */
export function compileScope(
  plan: Plan,
  flow: readonly StepPlan[],
  context: Pick<ScenarioContext, 'env' | 'secrets'>
): TemplateScope {
  const { env, secrets = {} } = context
  const outside = {
    env,
    secrets,
    constants: new Map<string, string>(),
    variables: new VariableTable([], () => null)
  }
  const constants = new Map<string, string>()
  for (const [name, value] of Object.entries(plan.variables)) {
    const text = constantText(value, outside)
    if (text !== null) constants.set(name, text)
  }
  const extracted = flow.flatMap((step) =>
    step.kind === 'request' ? step.extract.map(({ variable }) => variable) : []
  )
  const variables = new VariableTable([...new Set(extracted)], (name) => constants.get(name) ?? null)
  return { env, secrets, constants, variables }
}

/** Null for a variable whose reference has no value: the requests that use it say so when they are made. */
function constantText(value: string, scope: TemplateScope): string | null {
  try {
    return CompiledTemplate.compile(value, scope, asText).constantText
  } catch {
    return null
  }
}

function compileStep(step: StepPlan, plan: Plan, surroundings: RequestSurroundings): CompiledStep {
  return step.kind === 'think' ? step : compileRequestStep(step, plan, surroundings)
}

function compileRequestStep(
  step: RequestStep,
  plan: Plan,
  surroundings: RequestSurroundings
): CompiledRequestStep {
  const { variables } = surroundings.scope
  const extractions = step.extract.map((extraction) => compileExtraction(extraction, variables))
  const checks = step.checks.map(compileCheck)
  const readers = [...extractions, ...checks]
  const captureBody = readers.some((reader) => reader.needsBody)
  return {
    kind: 'request',
    slot: step.slot,
    maker: compileRequest(step, plan, surroundings),
    settings: {
      ...exchangeTimeouts(step),
      // Any response to digest authentication may bring another nonce.
      captureHead: isDigest(step) || readers.some(({ needsHead }) => needsHead),
      captureBody,
      keptHeads:
        (step.redirects > 0 ? REDIRECT_HEADS : 0) |
        (isDigest(step) ? CHALLENGE_HEADS : 0) |
        (plan.cookies === 'off' ? 0 : COOKIE_HEADS) |
        (captureBody ? ENCODED_HEADS : 0)
    },
    redirects: step.redirects,
    unixSocket: step.unixSocket,
    expectStatus: step.expectStatus,
    extractions,
    checks
  }
}

function isDigest(step: StepPlan): boolean {
  return step.kind === 'request' && step.auth?.kind === 'digest'
}
