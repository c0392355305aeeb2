import type { ExecutorPlan } from './plan.ts'

/** The most virtual users that an executor can have at once. */
export function mostVus(executor: ExecutorPlan): number {
  switch (executor.kind) {
    case 'constant-vus':
    case 'shared-iterations':
    case 'per-vu-iterations':
      return executor.vus
    case 'ramping-vus':
      return Math.max(executor.startVUs, ...executor.stages.map(({ target }) => target))
    case 'constant-arrival-rate':
    case 'ramping-arrival-rate':
      return executor.maxVUs
  }
}
