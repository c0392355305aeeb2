/** A decimal number, as a field for numbers holds it. */
const NUMBER = /^-?\d+(?:\.\d+)?(?:e[+-]?\d+)?$/

/** A number where the text is one; otherwise the text as typed, which the validation of the plan then names. */
export function numberOrText(text: string): number | string {
  const trimmed = text.trim()
  return NUMBER.test(trimmed) && Number.isFinite(Number(trimmed)) ? Number(trimmed) : text
}

/** `200, 404` -> [200, 404]; `2xx` -> "2xx". */
export function statusOfText(text: string): number | string | (number | string)[] {
  const items = text.split(',').map((item) => numberOrText(item.trim()))
  const [only] = items
  return items.length === 1 && only !== undefined ? only : items
}

/**
 * What `equals` of a check compares with: JSON for numbers, true, false, null and quoted text, anything else is text.
 */
export function scalarOfText(text: string): string | number | boolean | null {
  try {
    const value: unknown = JSON.parse(text)
    if (value === null || typeof value === 'boolean' || typeof value === 'number') return value
    if (typeof value === 'string') return value
  } catch {
    // No JSON: the text itself.
  }
  return text
}

/** The text that `scalarOfText` reads back as `value`: text that would be read as something else is quoted. */
export function textOfScalar(value: unknown): string {
  if (typeof value !== 'string') return JSON.stringify(value) ?? ''
  return scalarOfText(value) === value ? value : JSON.stringify(value)
}

/** The text of a field for any value of an opened document; a list is written with commas. */
export function textOf(value: unknown): string {
  if (value === undefined || value === null) return ''
  if (typeof value === 'string') return value
  if (Array.isArray(value)) return value.map(textOf).join(', ')
  if (typeof value === 'object') return JSON.stringify(value)
  return String(value)
}
