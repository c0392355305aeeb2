import { constants } from 'node:fs'
import { access, readFile, stat } from 'node:fs/promises'
import { resolve } from 'node:path'
import {
  fillFromEnvironment,
  planFileReferences,
  type PlanFile,
  type PlanFileReference,
  type PlanFiles
} from '../../shared/plan/index.ts'
import type { Plan } from '../../shared/plan/plan.ts'
import type { PlanProblem } from '../../shared/plan/problem.ts'
import { checkTlsFiles } from './tls-files.ts'

/** Certificates and keys take kilobytes; the bundle of all public authorities a quarter of this. */
const MAX_TEXT_BYTES = 1024 * 1024

export interface FoundPlanFiles {
  readonly files: PlanFiles
  /** One for each file that cannot be used; a run must not be started with any. */
  readonly problems: readonly PlanProblem[]
}

export interface PlanSurroundings {
  /** What relative paths are relative to: the folder of the plan file. Absolute. */
  readonly folder: string
  /** A path that refers to a variable without a value is left out: that is a problem of its own. */
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Looks up the files that a plan names, reads the small ones, and checks that certificates and keys can be used. */
export async function findPlanFiles(plan: Plan, surroundings: PlanSurroundings): Promise<FoundPlanFiles> {
  const { folder, env } = surroundings
  const files: Record<string, PlanFile> = {}
  const problems: PlanProblem[] = []
  for (const reference of planFileReferences(plan)) {
    const file = fillFromEnvironment(reference.file, env)
    if (file === null) continue
    const found = await findFile(resolve(folder, file), reference)
    if (typeof found === 'string') problems.push({ path: reference.place, message: found, line: null })
    else if (found.text !== null || files[reference.file] === undefined) files[reference.file] = found
  }
  if (plan.tls !== undefined) problems.push(...checkTlsFiles(plan.tls, files, env))
  return { files, problems }
}

/** The file, or what is wrong with it in a sentence. */
async function findFile(path: string, { expected, use }: PlanFileReference): Promise<PlanFile | string> {
  try {
    const found = await stat(path)
    if (found.isDirectory()) return `Found a folder at ${path}, expected ${expected}.`
    // A pipe has no size, and one that nobody writes to has no end.
    if (!found.isFile()) return `Found a device, pipe or socket at ${path}, expected ${expected}.`
    if (use === 'stream') {
      await access(path, constants.R_OK)
      return { path, bytes: found.size, text: null }
    }
    if (found.size > MAX_TEXT_BYTES) {
      return `Found ${found.size} bytes at ${path}, expected ${expected} of at most ${MAX_TEXT_BYTES} bytes.`
    }
    return { path, bytes: found.size, text: await readFile(path, 'utf8') }
  } catch (error) {
    return `${whyUnusable(error)} at ${path}, expected ${expected}.`
  }
}

function whyUnusable(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? error.code : null
  if (code === 'ENOENT' || code === 'ENOTDIR') return 'Found no file'
  if (code === 'EACCES' || code === 'EPERM') return 'Found a file that may not be read'
  return `Found a file that cannot be read (${error instanceof Error ? error.message : String(error)})`
}
