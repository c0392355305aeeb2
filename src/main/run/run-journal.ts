import { StoreError, type Store, type StoreErrorCode } from '../store/index.ts'

/** A write that fails so may succeed later: the lock is given back, the disk gets room or comes back. */
const PASSING: ReadonlySet<StoreErrorCode> = new Set([
  'DATABASE_BUSY',
  'DATABASE_FULL',
  'DATABASE_UNREACHABLE'
])

/** While a run goes on, another process's write is waited for only so long: the lanes' frames must be taken in. */
const BUSY_TIMEOUT_MS = 250
const PAUSE_MS = 100

/** What waits to be written; a second of ten names takes some 70 KB. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024

interface Write {
  readonly act: (store: Store) => void
  readonly bytes: number
}

/**
 * What a run writes to the history while it goes on. What cannot be written now waits, in order, and is tried again with
 * the next write: a locked file or a full disk costs the run nothing.
 *
 * Always holds: everything before the first waiting write is in the history, and nothing after it.
 */
export class RunJournal {
  readonly #store: Store | null
  readonly #waiting: Write[] = []
  #waitingBytes = 0
  #problem: string | null = null
  #gaveUp = false

  /** Null writes nothing. */
  constructor(store: Store | null) {
    this.#store = store
    store?.waitForOthers(BUSY_TIMEOUT_MS)
  }

  /** @param bytes about what it takes while it waits */
  write(act: (store: Store) => void, bytes = 0): void {
    if (this.#store === null || this.#gaveUp) return
    this.#waiting.push({ act, bytes })
    this.#waitingBytes += bytes
    this.#flush(this.#store)
    if (this.#waitingBytes > MAX_WAITING_BYTES) this.#giveUp()
  }

  /** Tries for some time to write what waits. Why it could not, in a sentence; null when everything is written. */
  close(limitMs: number): string | null {
    for (let waitedMs = 0; this.#store !== null && this.#waiting.length > 0; waitedMs += PAUSE_MS) {
      this.#flush(this.#store)
      if (this.#waiting.length === 0 || waitedMs >= limitMs) break
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS)
    }
    if (this.#waiting.length > 0) this.#giveUp()
    return this.#gaveUp
      ? `The run is not in the history: ${this.#problem ?? 'it could not be written'}.`
      : null
  }

  #flush(store: Store): void {
    for (let next = this.#waiting[0]; next !== undefined; next = this.#waiting[0]) {
      try {
        next.act(store)
      } catch (error) {
        this.#problem = error instanceof Error ? error.message : String(error)
        if (!(error instanceof StoreError) || !PASSING.has(error.code)) this.#giveUp()
        return
      }
      this.#waiting.shift()
      this.#waitingBytes -= next.bytes
    }
  }

  #giveUp(): void {
    this.#gaveUp = true
    this.#waiting.length = 0
    this.#waitingBytes = 0
  }
}
