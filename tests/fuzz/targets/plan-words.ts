import { exportJsonSchema } from '../../../src/shared/plan/index.ts'

/** Every key and every fixed value that a plan document may hold, from its own schema. */
export const PLAN_WORDS: readonly string[] = [...new Set(wordsOf(exportJsonSchema()))].sort()

function wordsOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return []
  return Object.entries(schema).flatMap(([key, value]) => {
    if (key === 'properties' && typeof value === 'object' && value !== null) {
      return [...Object.keys(value), ...wordsOf(value)]
    }
    if (key === 'const' || key === 'enum') return [value].flat().map(String)
    return wordsOf(value)
  })
}
