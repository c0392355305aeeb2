import type { PlanValidation } from '../../shared/ipc-contract.ts'
import { sendStepOnce } from '../run/index.ts'
import type { HandlersOf } from './handler-table.ts'
import { IpcError } from './ipc-error.ts'

export interface PlanHandlerOptions {
  readonly validate: (document: unknown) => PlanValidation
  readonly env: () => Readonly<Record<string, string>>
}

export function planHandlers({
  validate,
  env
}: PlanHandlerOptions): HandlersOf<'plan.validate' | 'plan.sendOnce'> {
  return {
    'plan.validate': ({ document }) => validate(document),
    'plan.sendOnce': async ({ document, scenario, step }) => {
      const validation = validate(document)
      if (!validation.valid) {
        const details = validation.problems.map(({ path, message }) => `${path}: ${message}`)
        throw new IpcError('invalid_plan', 'The plan has mistakes.', details)
      }
      const index = validation.plan.scenarios.findIndex(({ name }) => name === scenario)
      try {
        return await sendStepOnce(validation.plan, { scenario: index, step }, env(), [])
      } catch (error) {
        throw new IpcError('request_impossible', error instanceof Error ? error.message : String(error))
      }
    }
  }
}
