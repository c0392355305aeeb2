import type { Database } from './driver.ts'

/** SQL: whether a text has the other in it, whatever their case; LIKE knows the case of ASCII letters alone. */
const FUNCTION = 'has_text'

export function addTextSearch(db: Database): void {
  db.function(FUNCTION, { deterministic: true }, (text: unknown, folded: unknown) =>
    typeof text === 'string' && typeof folded === 'string' && folding(text).includes(folded) ? 1 : 0
  )
}

/** A condition on a column or expression whose parameter is `folding(word)`. */
export function hasText(expression: string): string {
  return `${FUNCTION}(${expression}, ?)`
}

/** The same for texts that differ in case alone, or in how an accent is written. */
export function folding(text: string): string {
  return text.normalize('NFKC').toLowerCase().toUpperCase().toLowerCase()
}
