import { isDeepStrictEqual } from 'node:util'

/**
 * For each item of a list, the index of the item of the list before that it came from, or null for a new one: of all
 * ways to pair the two lists in order, the one whose pairs are together the most alike (Needleman and Wunsch, 1970, with
 * free gaps).
 */
export function originsOf(before: readonly unknown[], after: readonly unknown[]): (number | null)[] {
  const width = after.length + 1
  const alike = Float64Array.from({ length: before.length * after.length }, (_, cell) =>
    likeness(before[Math.floor(cell / after.length)], after[cell % after.length])
  )
  const pair = (old: number, now: number): number => alike[old * after.length + now] ?? 0
  const totals = new Float64Array((before.length + 1) * width)
  const total = (old: number, now: number): number => totals[old * width + now] ?? 0
  for (let old = before.length - 1; old >= 0; old--) {
    for (let now = after.length - 1; now >= 0; now--) {
      const paired = pair(old, now) + total(old + 1, now + 1)
      totals[old * width + now] = Math.max(paired, total(old + 1, now), total(old, now + 1))
    }
  }
  const origins: (number | null)[] = after.map(() => null)
  let [old, now] = [0, 0]
  while (old < before.length && now < after.length) {
    const best = total(old, now)
    if (total(old + 1, now) === best) old++
    else if (total(old, now + 1) === best) now++
    else origins[now++] = old++
  }
  return origins
}

/** How alike two values of one kind are that are not equal and have no parts. */
const SAME_KIND = 0.05

/** From 0 for nothing in common to 1 for equal: of mappings and lists, the mean over all keys of either. */
function likeness(a: unknown, b: unknown): number {
  if (isDeepStrictEqual(a, b)) return 1
  if (typeof a !== typeof b || Array.isArray(a) !== Array.isArray(b)) return 0
  if (!isObject(a) || !isObject(b)) return isObject(a) || isObject(b) ? 0 : SAME_KIND
  const keys = new Set([...Object.keys(a), ...Object.keys(b)])
  let sum = 0
  for (const key of keys) if (Object.hasOwn(a, key) && Object.hasOwn(b, key)) sum += likeness(a[key], b[key])
  return keys.size === 0 ? 0 : sum / keys.size
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
