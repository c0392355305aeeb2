import type { Plan } from '../../shared/plan/plan.ts'
import { resolvePlanEnvironment } from '../plan/index.ts'
import { IpcError } from './ipc-error.ts'

/** What the plan takes from the environment of this process; a reference without a value is a mistake of the plan. */
export function resolvedEnvironment(
  plan: Plan,
  source: Readonly<Record<string, string>>
): Readonly<Record<string, string>> {
  const { env, problems } = resolvePlanEnvironment(plan, [source])
  if (problems.length === 0) return env
  throw new IpcError(
    'missing_environment',
    'The plan takes values from outside that are not there.',
    problems.map(({ message }) => message)
  )
}
