import type { Plan, RequestStep } from '../../shared/plan/plan.ts'

/**
 * What V8 may use for short-lived objects in the threads of a run, in MB. Its default is meant for programs that make
 * many: 10,000 connections then took 303 MB in all.
 */
export const RECORDER_YOUNG_GENERATION_MB = 3

/** Most lanes make next to no objects per request. 15,000 connections take 10 MiB less than with the larger one. */
const LEAST_MB = 3

/**
 * Where each request is a text of its own, or responses are read, too small a space is emptied so often that objects of
 * requests under way are kept for good: 100 virtual users that did both took 41 us per request with 3, 37 with 6 and 31
 * with this (medians of four rounds in turn).
 */
const AMPLE_MB = 12

export function laneYoungGenerationMb(plan: Pick<Plan, 'scenarios'>): number {
  const makesObjects = plan.scenarios.some(({ flow }) =>
    flow.some((step) => step.kind === 'request' && makesObjectsPerRequest(step))
  )
  return makesObjects ? AMPLE_MB : LEAST_MB
}

function makesObjectsPerRequest({ url, headers, auth, body, checks, extract }: RequestStep): boolean {
  const isRead = checks.length > 0 || extract.length > 0
  return isRead || auth?.kind === 'digest' || JSON.stringify([url, headers, auth, body]).includes('${')
}
