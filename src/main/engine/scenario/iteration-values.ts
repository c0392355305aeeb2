/** The variables of a scenario by position, so that an iteration reads and writes them without looking up names. */
export class VariableTable {
  readonly #names: readonly string[]
  /** The value at the start of each iteration: the plan's, or null where there is none. */
  readonly initial: readonly (string | null)[]

  constructor(names: readonly string[], initialOf: (name: string) => string | null) {
    this.#names = names
    this.initial = names.map(initialOf)
  }

  indexOf(name: string): number {
    return this.#names.indexOf(name)
  }

  nameOf(index: number): string {
    return this.#names[index] ?? ''
  }
}

/** What the templates of one virtual user are filled with; reset with each iteration. */
export class IterationValues {
  readonly vu: number
  /** Counted by each virtual user from 0, as k6's `__ITER`. */
  iteration = -1
  readonly #table: VariableTable
  readonly #values: (string | null)[]

  constructor(table: VariableTable, vu: number) {
    this.#table = table
    this.vu = vu
    this.#values = [...table.initial]
  }

  beginIteration(): void {
    this.iteration++
    // The table is everybody's and so in the cache; the values are not, and most plans have none.
    for (let index = 0; index < this.#table.initial.length; index++) this.reset(index)
  }

  get(index: number): string | null {
    return this.#values[index] ?? null
  }

  set(index: number, value: string): void {
    this.#values[index] = value
  }

  /** Back to what it was at the start of the iteration. */
  reset(index: number): void {
    this.#values[index] = this.#table.initial[index] ?? null
  }
}
