import { isDeepStrictEqual } from 'node:util'
import { resolvePlanEnvironment } from '../../../src/main/plan/plan-environment.ts'
import { validatePlanDocument } from '../../../src/main/plan/index.ts'
import {
  loadShape,
  plannedDurationMs,
  plannedIterations,
  type PlanParsing
} from '../../../src/shared/plan/index.ts'
import { parseDocumentPath } from '../../../src/shared/plan/document-path.ts'
import type { Plan } from '../../../src/shared/plan/plan.ts'
import type { PlanProblem } from '../../../src/shared/plan/problem.ts'
import { toDocument } from '../../../src/renderer/src/features/test-form/to-document.ts'
import { toForm } from '../../../src/renderer/src/features/test-form/to-form.ts'
import { kindOf, require, type FuzzTarget } from '../fuzz-target.ts'
import { JsonMutator } from '../json-mutations.ts'
import { runOneIteration } from './one-iteration.ts'
import { PLAN_WORDS } from './plan-words.ts'

/** A message is one line on a terminal, and never the whole of what was pasted into a field. */
const LONGEST_MESSAGE = 1200

const mutator = new JsonMutator(PLAN_WORDS)

/**
 * The plan validator: any document is either a plan that resolves, compiles and runs, or has problems, each with words
 * and with a place that is there. The form of the desktop makes no other plan of it.
 */
export const planTarget: FuzzTarget = {
  name: 'plan',
  extension: 'plan',
  mutate: (input, other, random) => mutator.mutate(input, other, random),
  check(input) {
    const document = documentOf(input)
    if (document === undefined) return 'no JSON'
    const parsing = validatePlanDocument(document)
    require(isDeepStrictEqual(validatePlanDocument(document), parsing), () =>
      'the second reading of the document differs from the first')
    const problems = parsing.valid ? parsing.warnings : parsing.problems
    for (const problem of problems) checkProblem(problem, document)
    const fromForm = validatePlanDocument(toDocument(toForm(document)))
    if (!parsing.valid) {
      require(problems.length > 0, () => 'neither a plan nor a problem')
      return `${problems.length} ${kindOf(problems[0]?.message)}`
    }
    checkPlan(parsing.plan, fromForm)
    return `valid ${parsing.plan.scenarios.map(({ executor }) => executor.kind).join(' ')} ${problems.length}`
  }
}

function documentOf(input: Buffer): unknown {
  try {
    return JSON.parse(input.toString('utf8'))
  } catch {
    return undefined
  }
}

/** All but the last key of a path are there: what is missing is missing from something. */
function checkProblem({ path, message, line }: PlanProblem, document: unknown): void {
  require(message.length <= LONGEST_MESSAGE, () => `a message of ${message.length} characters at ${path}`)
  require(/^\S.*\S$/su.test(message) && line === null, () => `no message: ${JSON.stringify(message)}`)
  const keys = parseDocumentPath(path)
  let place = document
  keys.forEach((key, index) => {
    const isThere = typeof place === 'object' && place !== null && Object.hasOwn(place, key)
    require(isThere || index === keys.length - 1, () => `${path} is no place in the document: ${message}`)
    place = isThere ? Object.entries(place as object).find(([name]) => name === String(key))?.[1] : undefined
  })
}

function checkPlan(plan: Plan, fromForm: PlanParsing): void {
  const travelled: unknown = JSON.parse(JSON.stringify(plan))
  require(isDeepStrictEqual(travelled, plan), () => 'the plan does not survive JSON')
  require(isDeepStrictEqual(structuredClone(plan), plan), () => 'the plan does not survive a thread')
  require(fromForm.valid, () => `the form breaks it: ${fromForm.valid || fromForm.problems[0]?.message}`)
  require(!fromForm.valid || isDeepStrictEqual(fromForm.plan, plan), () =>
    `the form makes another plan:\n${JSON.stringify(fromForm)}\nof\n${JSON.stringify(plan)}`)
  const shapes = plan.scenarios.flatMap(({ executor }) => loadShape(executor).points)
  const figures = [plannedDurationMs(plan), ...plan.scenarios.map((scenario) => plannedIterations(scenario))]
  const all = [...figures, ...shapes.flatMap(({ timeMs, value }) => [timeMs, value])]
  require(all.every((figure) => figure === null || (Number.isFinite(figure) && figure >= 0)), () =>
    `planned: ${all.join(', ')}`)
  const { env } = resolvePlanEnvironment(plan, [new Proxy({}, { get: () => 'given', has: () => true })])
  plan.scenarios.forEach((_, index) => runOneIteration(plan, index, env))
}
