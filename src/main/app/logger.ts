import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

const LARGEST_BYTES = 1 << 20

/** Errors of the application, one line each, in a file that is kept below twice its largest size. */
export class Logger {
  readonly #file: string

  constructor(file: string) {
    this.#file = file
  }

  /** Never throws: an error that cannot be written to the file is still on the standard error output. */
  readonly logError = (message: string, error: unknown): void => {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
    const line = `${new Date().toISOString()} ${message}: ${text}\n`
    process.stderr.write(line)
    try {
      mkdirSync(dirname(this.#file), { recursive: true })
      this.#rotate()
      appendFileSync(this.#file, line)
    } catch (writeError) {
      process.stderr.write(`cannot write the log: ${String(writeError)}\n`)
    }
  }

  #rotate(): void {
    const size = statSync(this.#file, { throwIfNoEntry: false })?.size ?? 0
    if (size > LARGEST_BYTES) renameSync(this.#file, `${this.#file}.1`)
  }
}
