import type { PlanValidation } from '../../shared/ipc-contract.ts'
import type { Plan } from '../../shared/plan/plan.ts'
import { readTypedPlan, type FoundPlanFiles } from '../plan/index.ts'
import { sendStepOnce } from '../run/index.ts'
import type { HandlersOf } from './handler-table.ts'
import { IpcError } from './ipc-error.ts'
import type { LoadPermission } from './load-permission.ts'
import { planWithFiles } from './plan-with-files.ts'

export interface PlanHandlerOptions {
  readonly validate: (document: unknown) => PlanValidation
  readonly findFiles: (plan: Plan) => Promise<FoundPlanFiles>
  readonly env: () => Readonly<Record<string, string>>
  readonly permission: Pick<LoadPermission, 'hosts' | 'require'>
}

export function planHandlers(
  options: PlanHandlerOptions
): HandlersOf<'plan.validate' | 'plan.read' | 'plan.sendOnce'> {
  const { validate, findFiles, env, permission } = options
  return {
    'plan.validate': async ({ document }) => {
      const validation = validate(document)
      if (!validation.valid) return validation
      const { problems } = await findFiles(validation.plan)
      return problems.length === 0 ? validation : { valid: false, problems }
    },
    'plan.read': ({ text, places }) => Promise.resolve(readTypedPlan(text, places)),
    'plan.sendOnce': async ({ document, scenario, step }) => {
      const { plan, files } = await planWithFiles(validate(document), findFiles)
      await permission.require(plan, env())
      const index = plan.scenarios.findIndex(({ name }) => name === scenario)
      try {
        return await sendStepOnce(plan, { scenario: index, step }, { env: env(), files }, permission.hosts)
      } catch (error) {
        throw new IpcError('request_impossible', error instanceof Error ? error.message : String(error))
      }
    }
  }
}
