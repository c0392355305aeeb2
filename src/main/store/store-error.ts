/** Every way in which the history can refuse; match on the code, never on the text. */
export type StoreErrorCode =
  /** The runtime cannot load the SQLite driver (Node-API 10 is needed). */
  | 'RUNTIME_TOO_OLD'
  | 'DRIVER_UNAVAILABLE'
  | 'DATABASE_NOT_FOUND'
  /** The file or its folder cannot be opened or made. */
  | 'DATABASE_UNREACHABLE'
  | 'DATABASE_NOT_SQLITE'
  | 'DATABASE_CORRUPT'
  /** An SQLite database, but of another program. */
  | 'DATABASE_FOREIGN'
  | 'DATABASE_NEWER'
  /** Opened read-only, but its schema is older than this version's. */
  | 'DATABASE_OLDER'
  /** Its schema was made by migrations that differ from this version's. */
  | 'DATABASE_DIVERGED'
  | 'DATABASE_BUSY'
  | 'DATABASE_FULL'
  | 'RUN_NOT_FOUND'
  | 'RUN_AMBIGUOUS'
  | 'RUN_EXISTS'
  | 'RUN_STILL_RUNNING'
  | 'RUN_ALREADY_ENDED'
  /** What is stored of one run cannot be read; the others can. */
  | 'RUN_DATA_BROKEN'
  | 'CURSOR_INVALID'
  | 'CAPACITY_NOT_FOUND'

/** An error of the history with a message for the user: what is wrong, with which file or run, what to do. */
export class StoreError extends Error {
  readonly code: StoreErrorCode

  constructor(code: StoreErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'StoreError'
    this.code = code
  }
}
