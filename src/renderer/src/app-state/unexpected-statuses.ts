import type { Plan, StatusRange } from '../../../shared/plan/plan.ts'

/**
 * Which statuses a plan does not expect: those are HTTP errors. The recorder counts them by status only, so their
 * error code, `http_` and the status, is made here.
 */
export class UnexpectedStatuses {
  /** By slot; steps that share a slot expect what any of them expects. */
  readonly #expected = new Map<number, StatusRange[]>()

  constructor(plan: Plan) {
    for (const step of plan.scenarios.flatMap(({ flow }) => flow)) {
      if (step.kind !== 'request') continue
      this.#expected.set(step.slot, [...(this.#expected.get(step.slot) ?? []), ...step.expectStatus])
    }
  }

  has(slot: number, status: number): boolean {
    const ranges = this.#expected.get(slot)
    return ranges !== undefined && !ranges.some(({ from, to }) => status >= from && status <= to)
  }

  /**
   * The HTTP errors among the statuses of all slots together in one second, of which there were `httpErrors`. A status
   * that only some slots expect takes what the others leave of that number, the highest status first.
   */
  amongAll(
    statuses: readonly (readonly [status: number, count: number])[],
    httpErrors: number
  ): (readonly [status: number, count: number])[] {
    const slots = [...this.#expected.keys()]
    const never = statuses.filter(([status]) => slots.every((slot) => this.has(slot, status)))
    const sometimes = statuses
      .filter((entry) => !never.includes(entry) && slots.some((slot) => this.has(slot, entry[0])))
      .toSorted(([a], [b]) => b - a)
    let left = httpErrors - never.reduce((sum, [, count]) => sum + count, 0)
    const shared = sometimes.map(([status, count]) => {
      const taken = Math.max(0, Math.min(count, left))
      left -= taken
      return [status, taken] as const
    })
    return [...never, ...shared].filter(([, count]) => count > 0)
  }
}

/** The error code of an HTTP error. */
export function statusErrorCode(status: number): string {
  return `http_${status}`
}
