import type { DocumentKey } from './document-path.ts'
import { isRecord, valueAt, type FoundProblem } from './schema-problems.ts'
import { recordEntries, textAt } from './step-view.ts'

/** Plans and results are kept under their names, and JavaScript takes this one of a mapping for something else. */
const RESERVED = '__proto__'
const MESSAGE = `Found the name "${RESERVED}", expected another one: nothing can be kept under it.`

/** Scenarios, requests, checks, tags, variables, headers, fields and hosts that would get lost for their name. */
export function checkReservedNames(root: unknown): FoundProblem[] {
  return [
    ...reservedKey(root, ['tags']),
    ...reservedKey(root, ['variables']),
    ...reservedKey(root, ['hosts']),
    ...reservedKey(root, ['defaults', 'headers']),
    ...reservedKey(root, ['scenarios']),
    ...recordEntries(valueAt(root, ['scenarios'])).flatMap(([name, scenario]) => {
      const flow = valueAt(scenario, ['flow'])
      const steps: unknown[] = Array.isArray(flow) ? flow : []
      return steps.flatMap((step, index) => reservedInStep(step, ['scenarios', name, 'flow', index]))
    })
  ]
}

function reservedInStep(step: unknown, keys: readonly DocumentKey[]): FoundProblem[] {
  const under = (path: readonly DocumentKey[]): FoundProblem[] =>
    reservedKey(step, path).map((problem) => ({ ...problem, keys: [...keys, ...problem.keys] }))
  const checks = valueAt(step, ['checks'])
  const named: (readonly DocumentKey[])[] = [
    // A request without a name has its URL for one.
    textAt(step, ['request', 'name']) === null ? ['request', 'url'] : ['request', 'name'],
    ...(Array.isArray(checks) ? checks.map((_, index) => ['checks', index, 'name']) : [])
  ]
  return [
    ...named.flatMap((path) =>
      textAt(step, path) === RESERVED ? [{ keys: [...keys, ...path], message: MESSAGE }] : []
    ),
    ...under(['request', 'headers']),
    ...under(['request', 'form']),
    ...under(['extract'])
  ]
}

function reservedKey(root: unknown, keys: readonly DocumentKey[]): FoundProblem[] {
  const mapping = valueAt(root, keys)
  if (!isRecord(mapping) || !Object.hasOwn(mapping, RESERVED)) return []
  return [{ keys: [...keys, RESERVED], message: MESSAGE }]
}
