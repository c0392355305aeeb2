import { readFile } from 'node:fs/promises'
import { basename, dirname, resolve } from 'node:path'
import { parsePlan, type PlanParsing } from '../../shared/plan/index.ts'
import type { PlanProblem } from '../../shared/plan/problem.ts'
import { jsonPathProblem } from './json-path-check.ts'
import type { OptionOf } from './option-places.ts'
import { findPlanFiles } from './plan-files.ts'
import { readPlanText, type PlanReading } from './read-plan-text.ts'

/** Checks a document that was made or changed here: everything that `parsePlan` checks and JSONPath queries too. */
export function validatePlanDocument(document: unknown): PlanParsing {
  return parsePlan(document, jsonPathProblem)
}

/** Reads and checks the text of a plan; problems and warnings have their lines and come in the order of the text. */
export function validatePlanText(text: string, fileName: string): PlanParsing {
  return validateReading(readPlanText(text, fileName))
}

/**
 * Reads and checks a plan file and the files that it names.
 *
 * @param env what `${env.NAME}` in their paths resolves to
 * @throws the system's error when the plan cannot be read
 */
export async function validatePlanFile(
  file: string,
  env: Readonly<Record<string, string | undefined>>
): Promise<PlanParsing> {
  const reading = await readPlanFile(file)
  const parsed = validateReading(reading)
  if (!reading.ok || !parsed.valid) return parsed
  const { problems } = await findPlanFiles(parsed.plan, { folder: dirname(resolve(file)), env })
  return problems.length === 0 ? parsed : { valid: false, problems: withLines(problems, reading.lineOf) }
}

function validateReading(reading: PlanReading): PlanParsing {
  if (!reading.ok) return { valid: false, problems: reading.problems }
  const parsed = validatePlanDocument(reading.document)
  if (parsed.valid) return { ...parsed, warnings: withLines(parsed.warnings, reading.lineOf) }
  return { valid: false, problems: withLines(parsed.problems, reading.lineOf) }
}

/** Reads a plan file. Throws the system's error when the file cannot be read. */
export async function readPlanFile(file: string): Promise<PlanReading> {
  return readPlanText(await readFile(file, 'utf8'), basename(file))
}

/**
 * Gives problems their lines and puts them in the order of the text. What an option of the command line put into the
 * document has no line: it gets the option, and comes first.
 */
export function withLines(
  problems: readonly PlanProblem[],
  lineOf: (path: string) => number | null,
  optionOf: OptionOf = () => null
): PlanProblem[] {
  return problems
    .map((problem) => {
      const option = problem.option ?? optionOf(problem.path)
      if (option !== null) return { ...problem, option, line: null }
      return { ...problem, line: problem.line ?? lineOf(problem.path) }
    })
    .sort((a, b) => (a.line ?? 0) - (b.line ?? 0))
}
