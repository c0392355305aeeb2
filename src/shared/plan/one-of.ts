import type { DocumentKey } from './document-path.ts'
import type { FoundProblem } from './schema-problems.ts'

/** Exactly one of these keys has to be there. */
export function oneOf(
  keys: readonly DocumentKey[],
  record: Record<string, unknown>,
  names: readonly string[]
): FoundProblem[] {
  const present = names.filter((name) => record[name] !== undefined)
  if (present.length === 1) return []
  const found = present.length === 0 ? 'none' : present.join(' and ')
  return [{ keys, message: `Found ${found} of ${names.join(', ')}, expected exactly one.` }]
}
