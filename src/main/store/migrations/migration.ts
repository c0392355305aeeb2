/**
 * One step of the schema. Never changed once it is in a release: a database remembers the hash of each step that
 * made it and is refused if ours differs. What is wrong in one is put right by the next.
 */
export interface Migration {
  /** Its place, from 1 without gaps; PRAGMA user_version after it ran. */
  readonly version: number
  readonly name: string
  readonly sql: string
}
