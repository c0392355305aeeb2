import type { DocumentKey } from '../../../../shared/plan/document-path.ts'
import { isRecord, valueAt } from '../../../../shared/plan/schema-problems.ts'
import type { Rest } from './form-rows.ts'
import type { PlanForm, StepForm } from './plan-form.ts'

/** One of the form's mappings of keys without a control, and the place in the document that it belongs to. */
interface UnshownKeys {
  readonly at: readonly DocumentKey[]
  /** The same for as long as its part of the form is there. */
  readonly id: string
  readonly rest: Rest
}

/** A place of the document that no control shows. */
export interface UnshownPlace {
  readonly id: string
  /** From the mapping to the place. */
  readonly keys: readonly DocumentKey[]
}

/** Null for what has a control. */
export function findUnshown(form: PlanForm, path: readonly DocumentKey[]): UnshownPlace | null {
  for (const { at, id, rest } of unshownKeys(form)) {
    const keys = path.slice(at.length)
    const [key] = keys
    if (key === undefined || !Object.hasOwn(rest, key) || at.some((part, index) => part !== path[index]))
      continue
    return { id, keys }
  }
  return null
}

/**
 * Takes a place out of the form, or the key around it where it is not there itself. Gives the way back into the form
 * as it is by then, which is false where that part of the form is gone.
 */
export function removeUnshown(form: PlanForm, { id, keys }: UnshownPlace): (form: PlanForm) => boolean {
  const rest = unshownKeys(form).find((other) => other.id === id)?.rest ?? {}
  const [first, ...inner] = keys
  const key = String(first)
  const before = rest[key]
  const isThere = inner.length > 0 && valueAt(before, inner) !== undefined
  if (isThere) rest[key] = without(before, inner)
  else delete rest[key]
  return (now) => {
    const again = unshownKeys(now).find((other) => other.id === id)?.rest
    if (again !== undefined) again[key] = before
    return again !== undefined
  }
}

function without(value: unknown, [key, ...inner]: readonly DocumentKey[]): unknown {
  if (key === undefined) return value
  if (Array.isArray(value)) {
    if (inner.length === 0) return value.filter((_, index) => index !== key)
    return value.map((item: unknown, index) => (index === key ? without(item, inner) : item))
  }
  if (!isRecord(value)) return value
  const others = Object.entries(value).flatMap(([name, item]): [string, unknown][] => {
    if (name !== key) return [[name, item]]
    return inner.length === 0 ? [] : [[name, without(item, inner)]]
  })
  return Object.fromEntries(others)
}

function unshownKeys(form: PlanForm): UnshownKeys[] {
  return [
    { at: [], id: 'plan', rest: form.rest },
    { at: ['defaults'], id: 'defaults', rest: form.defaults.rest },
    ...(['tls', 'proxy', 'dns', 'connections'] as const).map((key) => ({
      ...{ at: [key], id: key, rest: form.network[key].rest }
    })),
    ...form.scenarios.flatMap(({ id, name, rest, flow }) => [
      { at: ['scenarios', name], id, rest },
      ...flow.flatMap((step, index) => ofStep(['scenarios', name, 'flow', index], step))
    ])
  ]
}

function ofStep(at: readonly DocumentKey[], step: StepForm): UnshownKeys[] {
  if (step.kind === 'think') return [{ at, id: step.id, rest: step.rest }]
  const { id, rest, stepRest, checks, extract } = step
  return [
    { at, id: `${id} step`, rest: stepRest },
    { at: [...at, 'request'], id, rest },
    ...checks.map((check, index) => ({ at: [...at, 'checks', index], id: check.id, rest: check.rest })),
    ...extract.map((row) => ({ at: [...at, 'extract', row.variable], id: row.id, rest: row.rest }))
  ]
}
