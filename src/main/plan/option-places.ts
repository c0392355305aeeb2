import { formatDocumentPath, type DocumentKey } from '../../shared/plan/document-path.ts'
import type { PlanProblem } from '../../shared/plan/problem.ts'

/** The option of the command line that stands behind a place of a plan document; null where the plan's own text does. */
export type OptionOf = (path: string) => string | null

export type OptionPlace = readonly [keys: readonly DocumentKey[], option: string]

/** What is under a place came from its option as well. */
export function optionPlaces(places: readonly OptionPlace[]): OptionOf {
  const known = places.map(([keys, option]) => [formatDocumentPath(keys), option] as const)
  return (path) =>
    known.find(
      ([place]) => path === place || path.startsWith(`${place}.`) || path.startsWith(`${place}[`)
    )?.[1] ?? null
}

/** A mistake in an option that has no place in the plan. */
export function optionProblem(option: string, message: string): PlanProblem {
  return { path: '', message, line: null, option }
}
