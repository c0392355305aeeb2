import { constants, createWriteStream } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { CliError } from './cli-error.ts'
import type { Output } from './cli-io.ts'

/** Stands for the standard output wherever a file is named. */
export const STDOUT = '-'

/**
 * Says before a run that its result could not be written after it.
 *
 * @throws CliError
 */
export async function requireWritable(files: readonly (string | undefined)[]): Promise<void> {
  const named = files.filter((file) => file !== undefined)
  if (named.filter((file) => file === STDOUT).length > 1) {
    throw new CliError('only one result can go to the standard output (-)')
  }
  const paths = named.map((file) => (file === STDOUT ? file : resolve(file)))
  const twice = named.find((_, index) => paths.indexOf(paths[index] ?? '') < index)
  if (twice !== undefined) {
    throw new CliError(`${twice} is named for two results, expected a file of its own for each`)
  }
  for (const file of named) {
    if (file === STDOUT) continue
    const found = await stat(file).catch(() => null)
    if (found?.isDirectory() === true) throw new CliError(`${file} is a folder, expected a file to write to`)
    await access(found === null ? dirname(resolve(file)) : file, constants.W_OK).catch((error: Error) => {
      throw new CliError(`${file} cannot be written: ${error.message}`)
    })
  }
}

/** Writes text piece by piece, as fast as the file or the reader of the output takes it. */
export async function writeResult(file: string, pieces: Iterable<string>, stdout: Output): Promise<void> {
  if (file === STDOUT) {
    for (const piece of pieces) await stdout.write(piece)
    return
  }
  await pipeline(Readable.from(pieces), createWriteStream(file))
}

export function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`
}
