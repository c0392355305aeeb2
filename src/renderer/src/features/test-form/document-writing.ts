import type { PairForm, Rest } from './form-rows.ts'
import { numberOrText } from './scalar-text.ts'

/** Writing of documents: what is empty is left out, what is no number stays the text that was typed. */

export function text(values: Readonly<Record<string, string>>): Rest {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value.trim() !== ''))
}

export function number(values: Readonly<Record<string, string>>): Rest {
  return Object.fromEntries(
    Object.entries(text(values)).map(([key, value]) => [key, numberOrText(String(value))])
  )
}

/** A mapping has each name once: the first holds, the others are named by `findOwnProblems`. */
export function unique(entries: readonly [name: string, value: unknown][]): Rest {
  return Object.fromEntries(
    entries.filter(([name], index) => entries.findIndex(([other]) => other === name) === index)
  )
}

/** Rows that are empty altogether are not there yet. */
export function mapping(key: string, pairs: readonly PairForm[]): Rest {
  const rows = pairs.filter(({ name, value }) => name !== '' || value !== '')
  return filled(key, unique(rows.map(({ name, value }) => [name, value])))
}

export function filled(key: string, value: Rest): Rest {
  return Object.keys(value).length === 0 ? {} : { [key]: value }
}
