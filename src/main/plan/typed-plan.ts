import type { PlanTextReading } from '../../shared/ipc-contract.ts'
import { isRecord } from '../../shared/plan/schema-problems.ts'
import { readPlanText, whyNoPlan } from './read-plan-text.ts'

const NAME = 'The text'

/** Reads what is typed into the editor: a plan, right or wrong, with the lines of places in it, or the first mistake. */
export function readTypedPlan(text: string, places: readonly string[]): PlanTextReading {
  const reading = readPlanText(text, NAME)
  if (!reading.ok) {
    const [first] = reading.problems
    return { ok: false, message: first?.message ?? `${NAME} cannot be read.`, line: first?.line ?? null }
  }
  const { document, lineOf } = reading
  if (!isRecord(document)) return { ok: false, message: whyNoPlan(document, NAME), line: null }
  return { ok: true, document, lines: places.map(lineOf) }
}
