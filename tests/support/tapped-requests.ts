/** One request as its record stood when the lane filed it; times are milliseconds of the run. */
export interface TappedRequest {
  readonly vu: number
  readonly iteration: number
  readonly intendedMs: number
  readonly dispatchMs: number
  readonly readyMs: number
  readonly sentMs: number
  readonly firstByteMs: number
  readonly endMs: number
}

const FIELDS = [
  'vu',
  'iteration',
  'intendedMs',
  'dispatchMs',
  'readyMs',
  'sentMs',
  'firstByteMs',
  'endMs'
] as const satisfies readonly (keyof TappedRequest)[]
const MOST_REQUESTS = 200_000

/** Requests in memory that the lane's thread and the test share. One thread writes, the other reads afterwards. */
export class TappedRequests {
  readonly buffer: SharedArrayBuffer
  readonly #count: Int32Array
  readonly #values: Float64Array

  /** Without a buffer a new one is made, to be handed to the lane. */
  constructor(buffer?: SharedArrayBuffer) {
    this.buffer = buffer ?? new SharedArrayBuffer(8 + MOST_REQUESTS * FIELDS.length * 8)
    this.#count = new Int32Array(this.buffer, 0, 1)
    this.#values = new Float64Array(this.buffer, 8)
  }

  /** @throws RangeError when there is no room left */
  add(request: TappedRequest): void {
    const row = Atomics.add(this.#count, 0, 1)
    if (row >= MOST_REQUESTS) throw new RangeError(`a tap holds ${MOST_REQUESTS} requests`)
    FIELDS.forEach((field, index) => (this.#values[row * FIELDS.length + index] = request[field]))
  }

  read(): TappedRequest[] {
    const at = (row: number, field: number): number => this.#values[row * FIELDS.length + field]!
    return Array.from({ length: Atomics.load(this.#count, 0) }, (_, row) => ({
      ...{ vu: at(row, 0), iteration: at(row, 1), intendedMs: at(row, 2), dispatchMs: at(row, 3) },
      ...{ readyMs: at(row, 4), sentMs: at(row, 5), firstByteMs: at(row, 6), endMs: at(row, 7) }
    }))
  }
}
