import { parsePlan } from '../../../src/shared/plan/index.ts'
import type { Plan } from '../../../src/shared/plan/plan.ts'

export function planOf(document: unknown): Plan {
  const parsed = parsePlan(document)
  if (!parsed.valid)
    throw new Error(parsed.problems.map(({ path, message }) => `${path}: ${message}`).join('\n'))
  return parsed.plan
}

/** A plan with one step in each scenario, a GET of `/`, unless the scenario has a flow of its own. */
export function planDocument(
  target: string,
  scenarios: Record<string, Record<string, unknown>>,
  rest: Record<string, unknown> = {}
): Record<string, unknown> {
  const flow = [{ request: { name: 'root', url: '/' } }]
  return {
    version: 1,
    name: 'Integration',
    target,
    scenarios: Object.fromEntries(Object.entries(scenarios).map(([name, own]) => [name, { flow, ...own }])),
    ...rest
  }
}
