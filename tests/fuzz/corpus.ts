import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FuzzTarget } from './fuzz-target.ts'

const FOLDER = fileURLToPath(new URL('./corpus', import.meta.url))

export interface CorpusFile {
  readonly name: string
  readonly input: Buffer
}

/** The inputs of a target: those it starts from and those that broke it once. */
export function readCorpus({ name }: FuzzTarget): CorpusFile[] {
  const folder = join(FOLDER, name)
  return readdirSync(folder)
    .sort()
    .map((file) => ({ name: file, input: readFileSync(join(folder, file)) }))
}

/** Puts an input that broke the target into its corpus and returns the path of the file. */
export function writeReproducer({ name, extension }: FuzzTarget, input: Uint8Array): string {
  const digest = createHash('sha256').update(input).digest('hex').slice(0, 12)
  const folder = join(FOLDER, name)
  mkdirSync(folder, { recursive: true })
  const file = join(folder, `found-${digest}.${extension}`)
  writeFileSync(file, input)
  return file
}
