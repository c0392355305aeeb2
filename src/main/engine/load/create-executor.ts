import type { ExecutorPlan } from '../../../shared/plan/plan.ts'
import { ArrivalRateExecutor } from './arrival-rate.ts'
import { closedModel } from './closed-model.ts'
import type { ExecutorContext } from './executor-context.ts'
import type { ScenarioExecutor } from './scenario-executor.ts'

export function createExecutor(plan: ExecutorPlan, context: ExecutorContext): ScenarioExecutor {
  switch (plan.kind) {
    case 'constant-arrival-rate':
    case 'ramping-arrival-rate':
      return new ArrivalRateExecutor(context, plan)
    case 'constant-vus':
    case 'ramping-vus':
    case 'shared-iterations':
    case 'per-vu-iterations':
      return closedModel(context, plan)
  }
}
