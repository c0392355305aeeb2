/** What forms of several parts of a plan are made of. */

/** Keys of an opened document that the form does not know. */
export type Rest = Record<string, unknown>

/** A row of a table of names and values. */
export interface PairForm {
  id: string
  name: string
  value: string
}

export function newId(): string {
  return crypto.randomUUID()
}

export function newPair(name = '', value = ''): PairForm {
  return { id: newId(), name, value }
}
