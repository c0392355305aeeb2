import type { ArrivalRatePlan, ExecutorPlan } from '../../../shared/plan/plan.ts'
import type { ExecutorContext } from './executor-context.ts'
import { BudgetForEachVu, SharedBudget, UNLIMITED, type IterationBudget } from './iteration-budget.ts'
import { VuRoster } from './vu-roster.ts'

type ClosedPlan = Exclude<ExecutorPlan, ArrivalRatePlan>

/**
 * The closed models of k6: virtual users that start their next iteration when the one before has ended.
 *
 * - `constant-vus`: a fixed number of VUs for a fixed time.
 * - `ramping-vus`: the number of VUs follows the stages; a VU that is ramped down may end its iteration.
 * - `shared-iterations`: the VUs of all lanes together run a fixed number of iterations, faster VUs more.
 * - `per-vu-iterations`: each VU runs a fixed number of iterations.
 *
 * Where a plan has no graceful ramp-down because its VUs never change, the hand still can change them: then the
 * graceful stop is the time that a VU has.
 */
export function closedModel(context: ExecutorContext, plan: ClosedPlan): VuRoster {
  const rampDownMs = plan.kind === 'ramping-vus' ? plan.gracefulRampDownMs : context.gracefulStopMs
  return new VuRoster(context, budgetOf(context, plan), rampDownMs)
}

function budgetOf({ share, scenario }: ExecutorContext, plan: ClosedPlan): IterationBudget {
  switch (plan.kind) {
    case 'constant-vus':
    case 'ramping-vus':
      return UNLIMITED
    case 'shared-iterations':
      return new SharedBudget(share, scenario, plan.iterations)
    case 'per-vu-iterations':
      return new BudgetForEachVu(share, scenario, plan.iterations)
  }
}
