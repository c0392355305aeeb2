import { readFile, realpath, rename, stat, writeFile } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { isRecord } from '../../shared/plan/schema-problems.ts'
import { withAbsolutePaths, withRelativePaths } from './plan-document-paths.ts'
import { planText } from './plan-text.ts'
import { readPlanText, whyNoPlan } from './read-plan-text.ts'

/** Plans take kilobytes; whatever is larger is another file. */
export const MAX_PLAN_BYTES = 4 * 1024 * 1024

/** A file holds no plan, not even a wrong one. */
export class PlanFileError extends Error {
  override readonly name = 'PlanFileError'
  /** Each mistake of its text, with its line. */
  readonly details: readonly string[]

  constructor(message: string, details: readonly string[] = []) {
    super(message)
    this.details = details
  }
}

/**
 * Right or wrong: what is wrong with a plan the editor shows at its fields.
 *
 * @throws PlanFileError for a file that is none
 */
export async function openPlanFile(path: string): Promise<unknown> {
  const name = basename(path)
  const { size } = await stat(path)
  if (size > MAX_PLAN_BYTES) {
    throw new PlanFileError(`${name} has ${size} bytes; expected a plan of at most ${MAX_PLAN_BYTES} bytes.`)
  }
  const reading = readPlanText(await readFile(path, 'utf8'), name)
  if (!reading.ok) {
    const details = reading.problems.map(({ line, message }) =>
      line === null ? message : `Line ${line}: ${message}`
    )
    throw new PlanFileError(`${name} cannot be read as YAML or JSON.`, details)
  }
  const { document } = reading
  if (!isRecord(document)) throw new PlanFileError(whyNoPlan(document, name))
  return withAbsolutePaths(document, dirname(path))
}

/**
 * Written beside and renamed, so that a full disk leaves the file that is replaced whole. Comments of a YAML file that is
 * replaced stay.
 */
export async function savePlanFile(path: string, document: unknown): Promise<void> {
  const replaced = await replacedFile(path)
  const beside = `${replaced.path}.new`
  const text = planText(withRelativePaths(document, dirname(path)), path, replaced.text)
  await writeFile(beside, text, replaced.mode === null ? {} : { mode: replaced.mode })
  await rename(beside, replaced.path)
}

interface ReplacedFile {
  /** What a symbolic link stands for. */
  readonly path: string
  readonly text: string | null
  /** Who may read and write it. */
  readonly mode: number | null
}

async function replacedFile(path: string): Promise<ReplacedFile> {
  try {
    const target = await realpath(path)
    const { mode, size } = await stat(target)
    return { path: target, mode, text: size > MAX_PLAN_BYTES ? null : await readFile(target, 'utf8') }
  } catch {
    return { path, mode: null, text: null }
  }
}
