import type { PlanProblem } from '../../shared/plan/problem.ts'
import { CliError } from './cli-error.ts'
import type { Output } from './cli-io.ts'
import { ExitCode } from './exit-code.ts'

/** One line for each: `plan.yaml:12 scenarios.browse.rate  Found ..., expected ...`, as editors and CI read it. */
export function problemLines(file: string, problems: readonly PlanProblem[]): string[] {
  return problems.map(({ path, message, line }) => {
    const place = line === null ? file : `${file}:${line}`
    return [place, path, message].filter((part) => part !== '').join(' ')
  })
}

/**
 * Prints every problem.
 *
 * @throws CliError always: exit code 104
 */
export async function refusePlan(
  file: string,
  problems: readonly PlanProblem[],
  stderr: Output
): Promise<never> {
  for (const line of problemLines(file, problems)) await stderr.write(`${line}\n`)
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
  throw new CliError(`${file} has ${count}`, ExitCode.invalidPlan)
}

/** Why a plan file could not be read; wrong input, like a wrong plan. */
export function unreadablePlan(file: string, error: Error): CliError {
  const isMissing = 'code' in error && error.code === 'ENOENT'
  const message = isMissing ? `there is no file ${file}` : `${file} cannot be read: ${error.message}`
  return new CliError(message, ExitCode.invalidPlan)
}
