import { dialledStages, type DialledStages } from './dialled-stages.ts'
import type { DialEvent } from './dial.ts'
import type { Plan } from './plan.ts'

/** What the hand did to a run: each change, and the stages that came of them. */
export interface DialRecord {
  readonly events: readonly DialEvent[]
  /** Of each scenario whose load is no number of iterations. */
  readonly stages: readonly DialledStages[]
}

/** Null for a run whose load nobody changed. */
export function dialRecord({ scenarios }: Plan, events: readonly DialEvent[]): DialRecord | null {
  if (events.length === 0) return null
  return { events, stages: scenarios.flatMap((scenario) => dialledStages(scenario, events) ?? []) }
}
