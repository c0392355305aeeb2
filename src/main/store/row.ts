import { StoreError } from './store-error.ts'

/**
 * One row of a result, read by column name and checked type: a column that holds something else than the schema
 * allows means a damaged database, and is said so by name.
 */
export class Row {
  readonly #columns: ReadonlyMap<string, unknown>

  private constructor(columns: ReadonlyMap<string, unknown>) {
    this.#columns = columns
  }

  /** @throws StoreError DATABASE_CORRUPT if there is no row */
  static of(this: void, row: unknown): Row {
    if (typeof row !== 'object' || row === null) throw broken('a row is missing')
    return new Row(new Map(Object.entries(row)))
  }

  /** For `get`, which gives undefined where no row matches. */
  static orNull(this: void, row: unknown): Row | null {
    return row === undefined ? null : Row.of(row)
  }

  integer(name: string): number {
    const value = this.#columns.get(name)
    if (!Number.isInteger(value) || typeof value !== 'number') throw this.#unexpected(name, 'a whole number')
    return value
  }

  integerOrNull(name: string): number | null {
    return this.isNull(name) ? null : this.integer(name)
  }

  number(name: string): number {
    const value = this.#columns.get(name)
    if (typeof value !== 'number') throw this.#unexpected(name, 'a number')
    return value
  }

  numberOrNull(name: string): number | null {
    return this.isNull(name) ? null : this.number(name)
  }

  /** SQLite keeps NaN as NULL. */
  numberOrNaN(name: string): number {
    return this.isNull(name) ? NaN : this.number(name)
  }

  flag(name: string): boolean {
    return this.integer(name) === 1
  }

  text(name: string): string {
    const value = this.#columns.get(name)
    if (typeof value !== 'string') throw this.#unexpected(name, 'a text')
    return value
  }

  textOrNull(name: string): string | null {
    return this.isNull(name) ? null : this.text(name)
  }

  bytes(name: string): Uint8Array {
    const value = this.#columns.get(name)
    if (!(value instanceof Uint8Array)) throw this.#unexpected(name, 'bytes')
    return value
  }

  /** One of the words that the column's CHECK allows. */
  word<W extends string>(name: string, words: readonly W[]): W {
    const value = this.text(name)
    const word = words.find((candidate) => candidate === value)
    if (word === undefined) throw this.#unexpected(name, `one of ${words.join(', ')}`)
    return word
  }

  isNull(name: string): boolean {
    return this.#columns.get(name) === null
  }

  #unexpected(name: string, wanted: string): StoreError {
    const value = this.#columns.get(name)
    return broken(`column ${name} holds ${value === null ? 'nothing' : typeof value} instead of ${wanted}`)
  }
}

function broken(what: string): StoreError {
  return new StoreError('DATABASE_CORRUPT', `the history is damaged: ${what}`)
}
