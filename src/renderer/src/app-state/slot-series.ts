import { SERIES_FIELDS, seriesFieldIndex, type SeriesField } from '../../../shared/metrics/series.ts'

const FIELDS = SERIES_FIELDS.length
const FIRST_CAPACITY = 128

/** Counts that add up: a second without a row has none of them. All other fields have no value then. */
const COUNT_WIDTH = seriesFieldIndex('bytesReceived') + 1

/**
 * The seconds of one request slot, or of the whole run. Row s holds second s; rows without traffic are zeros for
 * counts and NaN for latencies. Plain memory without reactivity: the owner says when something was added.
 */
export class SlotSeries {
  #values = new Float64Array(0)
  #length = 0
  readonly #statuses = new Map<string, number[]>()
  readonly #errors = new Map<string, number[]>()

  /** Number of seconds, with those without traffic. */
  get length(): number {
    return this.#length
  }

  /** Status codes and error codes seen, in the order in which they first came. */
  get statuses(): ReadonlyMap<string, readonly number[]> {
    return this.#statuses
  }

  get errors(): ReadonlyMap<string, readonly number[]> {
    return this.#errors
  }

  /** Puts row `row` of `values` (rows of SERIES_FIELDS) at `second`. */
  setRow(second: number, values: Float64Array, row: number): void {
    this.extendTo(second + 1)
    this.#values.set(values.subarray(row * FIELDS, (row + 1) * FIELDS), second * FIELDS)
  }

  /** Makes room up to `length` seconds; new ones are without traffic. */
  extendTo(length: number): void {
    if (length <= this.#length) return
    if (length * FIELDS > this.#values.length) {
      const grown = new Float64Array(Math.max(FIRST_CAPACITY, 2 ** Math.ceil(Math.log2(length))) * FIELDS)
      grown.set(this.#values)
      this.#values = grown
    }
    for (let second = this.#length; second < length; second++) {
      this.#values.fill(0, second * FIELDS, second * FIELDS + COUNT_WIDTH)
      this.#values.fill(NaN, second * FIELDS + COUNT_WIDTH, (second + 1) * FIELDS)
    }
    this.#length = length
  }

  /** Takes the statuses and errors of a second back. */
  clearCounts(second: number): void {
    for (const columns of [this.#statuses, this.#errors]) {
      for (const column of columns.values()) if (second < column.length) column[second] = 0
    }
  }

  addStatus(second: number, status: number, count: number): void {
    addCount(this.#statuses, String(status), second, count)
  }

  addError(second: number, code: string, count: number): void {
    addCount(this.#errors, code, second, count)
  }

  /** NaN outside of the run and where there is no sample. */
  at(second: number, field: SeriesField): number {
    if (second < 0 || second >= this.#length) return NaN
    return this.#values[second * FIELDS + seriesFieldIndex(field)] ?? NaN
  }

  /** Requests that ended in the second. */
  endedAt(second: number): number {
    return this.at(second, 'ok') + this.failedAt(second)
  }

  /** Requests that ended in the second and were not ok. */
  failedAt(second: number): number {
    return this.at(second, 'httpErrors') + this.at(second, 'timeouts') + this.at(second, 'transportErrors')
  }
}

function addCount(counts: Map<string, number[]>, key: string, second: number, count: number): void {
  let column = counts.get(key)
  if (column === undefined) {
    column = []
    counts.set(key, column)
  }
  while (column.length <= second) column.push(0)
  column[second] = (column[second] ?? 0) + count
}

/** The count of a column at a second; columns end with their last occurrence. */
export function countAt(column: readonly number[], second: number): number {
  return column[second] ?? 0
}
