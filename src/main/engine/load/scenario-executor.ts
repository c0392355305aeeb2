import type { ExecutorPlan } from '../../../shared/plan/plan.ts'
import type { Coroutine } from '../scheduler/index.ts'
import { ArrivalRateExecutor } from './arrival-rate.ts'
import { constantArrivals, rampingArrivals } from './arrival-schedule.ts'
import { constantVus } from './constant-vus.ts'
import type { ExecutorContext } from './executor-context.ts'
import { perVuIterations } from './per-vu-iterations.ts'
import { rampingVus } from './ramping-vus.ts'
import { sharedIterations } from './shared-iterations.ts'
import { waitForStart } from './wait-for-start.ts'

/** One scenario's executor on one lane. */
export interface ScenarioExecutor {
  /** Waits for the scenario's start time, runs it to its end and returns when no iteration is left. */
  run(): Coroutine<void>
  /** An arrival handed off by another lane; closed models never get one. */
  accept(intendedMs: number): void
}

export function createExecutor(plan: ExecutorPlan, context: ExecutorContext): ScenarioExecutor {
  switch (plan.kind) {
    case 'constant-arrival-rate': {
      const schedule = constantArrivals(plan.rate, plan.timeUnitMs, plan.durationMs)
      return new ArrivalRateExecutor(context, schedule, plan)
    }
    case 'ramping-arrival-rate': {
      const schedule = rampingArrivals(plan.startRate, plan.timeUnitMs, plan.stages)
      return new ArrivalRateExecutor(context, schedule, plan)
    }
    case 'constant-vus':
      return closedModel(context, () => constantVus(context, plan))
    case 'shared-iterations':
      return closedModel(context, () => sharedIterations(context, plan))
    case 'per-vu-iterations':
      return closedModel(context, () => perVuIterations(context, plan))
    case 'ramping-vus':
      return closedModel(context, () => rampingVus(context, plan))
  }
}

function closedModel(context: ExecutorContext, run: () => Coroutine<void>): ScenarioExecutor {
  return {
    *run() {
      if (yield* waitForStart(context)) yield* run()
    },
    accept() {
      throw new Error('a closed model got an arrival from another lane')
    }
  }
}
