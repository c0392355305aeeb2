import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import type { AppSettings } from '../../shared/ipc-contract.ts'

const schema = z.object({
  allowedHosts: z.array(z.string()).catch([]),
  theme: z.enum(['system', 'light', 'dark']).catch('system'),
  draftDocument: z
    .unknown()
    .optional()
    .transform((value): unknown => value ?? null)
})

type StoredSettings = z.infer<typeof schema>

/** The settings in one JSON file. A file that cannot be read is put aside, never overwritten, and defaults serve. */
export class SettingsFile {
  readonly #file: string
  #settings: StoredSettings
  /** There was no settings file: the app has never run before. */
  readonly firstStart: boolean

  constructor(file: string) {
    this.#file = file
    this.firstStart = !existsSync(file)
    this.#settings = this.firstStart ? schema.parse({}) : this.#read()
  }

  get settings(): AppSettings {
    const { theme, draftDocument } = this.#settings
    return { theme, draftDocument }
  }

  /** Public hosts that may get load; not for the window to write. */
  get allowedHosts(): readonly string[] {
    return this.#settings.allowedHosts
  }

  write(change: Partial<AppSettings>): AppSettings {
    this.#save({ ...this.#settings, ...change })
    return this.settings
  }

  allowHosts(allowedHosts: readonly string[]): void {
    this.#save({ ...this.#settings, allowedHosts: [...allowedHosts] })
  }

  /** Written beside and renamed, so that a crash in the middle leaves the old file whole. */
  #save(settings: StoredSettings): void {
    this.#settings = settings
    mkdirSync(dirname(this.#file), { recursive: true })
    writeFileSync(`${this.#file}.new`, JSON.stringify(this.#settings, null, 2))
    renameSync(`${this.#file}.new`, this.#file)
  }

  #read(): StoredSettings {
    try {
      return schema.parse(JSON.parse(readFileSync(this.#file, 'utf8')))
    } catch {
      renameSync(this.#file, `${this.#file}.unreadable`)
      return schema.parse({})
    }
  }
}
