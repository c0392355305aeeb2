import { parsePlan } from '../../shared/plan/index.ts'
import type { Plan } from '../../shared/plan/plan.ts'

/**
 * When the rehearsal begins, in time of its own run: shortly before a second ends, so that the frames of a second are cut
 * in it.
 */
const FROM_MS = 950
const FEW_MS = 50
const CROWD_MS = 200
/** Enough to be read as a crowd: see `isCrowd`. */
const CROWD_VUS = 32

/**
 * What the lanes rehearse: each kind of model with few requests in flight, then a crowd, which goes another way. It has to
 * be a plan like any other, because V8 compiles code for objects that are built alike.
 *
 * @throws Error where a rule for plans has changed and this is none any more
 */
export function rehearsalPlan(): Plan {
  const flow = [{ request: { url: '/' } }]
  const few = { duration: `${FEW_MS}ms`, startTime: `${FROM_MS}ms`, gracefulStop: '100ms', flow }
  const parsed = parsePlan({
    version: 1,
    name: 'Rehearsal',
    target: 'http://127.0.0.1',
    scenarios: {
      closed: { executor: 'constant-vus', vus: 2, ...few },
      open: { executor: 'constant-arrival-rate', rate: 1000, preAllocatedVUs: 10, maxVUs: 10, ...few },
      crowd: {
        ...{ ...few, executor: 'constant-vus', vus: CROWD_VUS },
        duration: `${CROWD_MS}ms`,
        startTime: `${FROM_MS + FEW_MS}ms`
      }
    }
  })
  if (!parsed.valid) throw new Error(JSON.stringify(parsed.problems))
  return parsed.plan
}
