import { isRecord } from '../../../../shared/plan/schema-problems.ts'
import { newPair, type PairForm, type Rest } from './form-rows.ts'
import { textOf } from './scalar-text.ts'

/** Reading of documents that anybody may have written: nothing here throws, what is of another kind reads as empty. */

/** Parts a mapping into the keys that the form has fields for and all others. */
export function split(value: unknown, keys: readonly string[]): { known: Rest; rest: Rest } {
  const all = Object.entries(recordOf(value))
  return {
    known: Object.fromEntries(all.filter(([key]) => keys.includes(key))),
    rest: Object.fromEntries(all.filter(([key]) => !keys.includes(key)))
  }
}

export function entries(value: unknown): [string, unknown][] {
  return Object.entries(recordOf(value))
}

export function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

export function recordOf(value: unknown): Rest {
  return isRecord(value) ? value : {}
}

export function isScalar(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}

export function pairForms(value: unknown): PairForm[] {
  return entries(value).map(([name, item]) => newPair(name, textOf(item)))
}
