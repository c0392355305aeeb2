import type { PlanProblem } from '../../shared/plan/problem.ts'
import { CliError } from './cli-error.ts'
import type { Output } from './cli-io.ts'
import { ExitCode } from './exit-code.ts'

/**
 * One line for each: `plan.yaml:12 scenarios.browse.rate Found ..., expected ...`, as editors and CI read it, or
 * `--rate Found ..., expected ...` for an option.
 */
export function problemLines(file: string, problems: readonly PlanProblem[]): string[] {
  return problems.map(({ path, message, line, option }) => {
    if (option !== undefined) return `${option} ${message}`
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
  throw new CliError(whatHas(file, problems), ExitCode.invalidPlan)
}

function whatHas(file: string, problems: readonly PlanProblem[]): string {
  const count = problems.length === 1 ? '1 problem' : `${problems.length} problems`
  const ofOptions = problems.filter(({ option }) => option !== undefined).length
  if (ofOptions === 0) return `${file} has ${count}`
  return ofOptions === problems.length ? `the options have ${count}` : `${file} and the options have ${count}`
}

/** Why a plan file could not be read; wrong input, like a wrong plan. */
export function unreadablePlan(file: string, error: Error): CliError {
  return new CliError(whyUnreadable(file, error), ExitCode.invalidPlan)
}

function whyUnreadable(file: string, error: Error): string {
  const code = 'code' in error ? error.code : null
  if (code === 'ENOENT') return `there is no file ${file}`
  if (code === 'EISDIR') return `${file} is a folder, expected a plan file`
  return `${file} cannot be read: ${error.message}`
}
