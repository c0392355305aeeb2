import type { PlanValidation } from '../../shared/ipc-contract.ts'
import type { PlanFiles } from '../../shared/plan/index.ts'
import type { Plan } from '../../shared/plan/plan.ts'
import type { PlanProblem } from '../../shared/plan/problem.ts'
import type { FoundPlanFiles } from '../plan/index.ts'
import { IpcError } from './ipc-error.ts'

/** A plan that can be sent, with the files that it names. @throws IpcError with every mistake of the plan */
export async function planWithFiles(
  validation: PlanValidation,
  findFiles: (plan: Plan) => Promise<FoundPlanFiles>
): Promise<{ readonly plan: Plan; readonly files: PlanFiles }> {
  if (!validation.valid) throw invalidPlan(validation.problems)
  const { plan } = validation
  const { files, problems } = await findFiles(plan)
  if (problems.length > 0) throw invalidPlan(problems)
  return { plan, files }
}

function invalidPlan(problems: readonly PlanProblem[]): IpcError {
  const details = problems.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`))
  const count = details.length === 1 ? 'one mistake' : `${details.length} mistakes`
  return new IpcError('invalid_plan', `The plan has ${count}.`, details)
}
