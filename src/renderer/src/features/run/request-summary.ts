import type { RunModel } from '../../app-state/run-model.svelte.ts'
import { ALL_SLOTS } from '../../../../shared/metrics/series.ts'
import { runFailedShare } from '../../../../shared/metrics/failed-share.ts'
import type { RequestSummary, RunSummary } from '../../../../shared/metrics/summary.ts'
import type { Plan } from '../../../../shared/plan/plan.ts'
import { namedRequest } from '../../../../shared/metrics/named-request.ts'

type SummaryFigures = Pick<RequestSummary, 'failed' | 'latency' | 'requestsPerSecond' | 'totals'>

/** The figures of the requests that a slot stands for, all of them for `ALL_SLOTS`. */
export function summaryOf({ summary, plan }: RunModel, slot: number): SummaryFigures | null {
  if (summary === null) return null
  if (slot !== ALL_SLOTS) return requestSummaryOf(summary, plan, slot)
  const { latency, totals, rates } = summary
  return { latency, totals, requestsPerSecond: rates.requestsPerSecond, failed: runFailedShare(summary) }
}

/**
 * The figures of one request name of one scenario. Null where they are not known apart from those of another scenario
 * with a request of that name, which is so in runs that were saved before they were kept.
 */
function requestSummaryOf(summary: RunSummary, plan: Plan, slot: number): RequestSummary | null {
  const request = plan.slots.requests[slot]
  if (request === undefined) return null
  const named = namedRequest(summary, request.name) ?? null
  if (!sharesItsName(plan, slot)) return named
  return named?.byScenario?.[plan.scenarios[request.scenario]?.name ?? ''] ?? null
}

/** Whether another scenario has a request of the name that the slot stands for. */
export function sharesItsName({ slots: { requests } }: Plan, slot: number): boolean {
  return requests.some(({ name }, other) => other !== slot && name === requests[slot]?.name)
}

/** Every request with the label that it has on the page. Where scenarios cannot be told apart, they are together. */
export function labelledSummaries(
  requests: RunSummary['requests']
): [label: string, summary: RequestSummary][] {
  return Object.entries(requests).flatMap(([name, summary]): [string, RequestSummary][] =>
    summary.byScenario === undefined
      ? [[name, summary]]
      : Object.entries(summary.byScenario).map(([scenario, own]) => [requestLabel(scenario, name), own])
  )
}

/** What a request is called whose name another scenario uses as well. */
export function requestLabel(scenario: string, name: string): string {
  return `${scenario} · ${name}`
}
