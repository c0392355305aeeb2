import type { Plan } from '../../shared/plan/plan.ts'
import type { PlanInputs } from '../engine/client-options.ts'
import { findPlanFiles, resolvePlanEnvironment, withLines, type OptionOf } from '../plan/index.ts'
import type { CliIo } from './cli-io.ts'
import { refusePlan } from './plan-problems.ts'

/** What a plan takes from outside, and where its relative paths begin. */
export interface PlacedPlanInputs extends PlanInputs {
  readonly folder: string
}

/** Where a plan came from. */
export interface PlanSource {
  /** What messages call it. */
  readonly name: string
  /** Where its relative paths begin. */
  readonly folder: string
  /** From `-e` and its like; stands above the process's environment. */
  readonly env?: Readonly<Record<string, string>>
  readonly lineOf?: (path: string) => number | null
  readonly optionOf?: OptionOf
}

/**
 * What a plan takes from outside: the values of `${env.NAME}`, those that it asks for alone, and the files that it names.
 *
 * @throws CliError with exit code 104 when something is missing or of no use, after a line for each problem
 */
export async function requirePlanInputs(
  plan: Plan,
  source: PlanSource,
  io: CliIo
): Promise<PlacedPlanInputs> {
  const { name, folder, env: given = {}, lineOf = () => null, optionOf } = source
  const values = resolvePlanEnvironment(plan, [given, io.env])
  const found = await findPlanFiles(plan, { folder, env: { ...io.env, ...given } })
  const problems = withLines([...values.problems, ...found.problems], lineOf, optionOf)
  if (problems.length > 0) return refusePlan(name, problems, io.stderr)
  return { env: values.env, files: found.files, folder }
}
