import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import type { AppSettings } from '../../shared/ipc-contract.ts'

const schema = z.object({
  theme: z.enum(['system', 'light', 'dark']).catch('system'),
  draftDocument: z
    .unknown()
    .optional()
    .transform((value): unknown => value ?? null)
})

/** The settings in one JSON file. A file that cannot be read is put aside, never overwritten, and defaults serve. */
export class SettingsFile {
  readonly #file: string
  #settings: AppSettings
  /** There was no settings file: the app has never run before. */
  readonly firstStart: boolean

  constructor(file: string) {
    this.#file = file
    this.firstStart = !existsSync(file)
    this.#settings = this.firstStart ? schema.parse({}) : this.#read()
  }

  get settings(): AppSettings {
    return this.#settings
  }

  /** Written beside and renamed, so that a crash in the middle leaves the old file whole. */
  write(change: Partial<AppSettings>): AppSettings {
    this.#settings = { ...this.#settings, ...change }
    mkdirSync(dirname(this.#file), { recursive: true })
    writeFileSync(`${this.#file}.new`, JSON.stringify(this.#settings, null, 2))
    renameSync(`${this.#file}.new`, this.#file)
    return this.#settings
  }

  #read(): AppSettings {
    try {
      return schema.parse(JSON.parse(readFileSync(this.#file, 'utf8')))
    } catch {
      renameSync(this.#file, `${this.#file}.unreadable`)
      return schema.parse({})
    }
  }
}
