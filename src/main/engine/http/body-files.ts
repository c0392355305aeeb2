import { BodyFile } from './body-file.ts'

/**
 * Files that are larger together in one body are read while they are sent, again for each request; smaller ones are
 * kept.
 */
const MOST_KEPT_BYTES = 1024 * 1024

/** The files that the bodies of one lane send, each opened once for all of its virtual users. */
export class BodyFiles {
  /** Bytes up to which the files of one body are kept. */
  readonly mostKeptBytes: number
  readonly #paths: Readonly<Record<string, { readonly path: string }>>
  readonly #open = new Map<string, BodyFile>()

  /** @param files the file that was found for each path of the plan */
  constructor(
    files: Readonly<Record<string, { readonly path: string }>>,
    { mostKeptBytes = MOST_KEPT_BYTES } = {}
  ) {
    this.#paths = files
    this.mostKeptBytes = mostKeptBytes
  }

  /** The file that a plan names so. @throws Error for one that was not found before the run or is gone since */
  open(name: string): BodyFile {
    const path = Object.hasOwn(this.#paths, name) ? this.#paths[name]?.path : undefined
    if (path === undefined)
      throw new Error(`the file ${JSON.stringify(name)} was not looked up before the run`)
    let file = this.#open.get(path)
    if (file === undefined) {
      file = new BodyFile(path)
      this.#open.set(path, file)
    }
    return file
  }

  close(): void {
    for (const file of this.#open.values()) file.close()
  }
}
