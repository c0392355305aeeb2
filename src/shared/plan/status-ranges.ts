import type { StatusRange } from './plan.ts'

/** What a response is expected to have unless the step says otherwise. */
export const DEFAULT_EXPECTED_STATUS: readonly StatusRange[] = [{ from: 200, to: 399 }]

export type StatusDocument = number | string | readonly (number | string)[]

/** Ranges of `200`, `[200, 404]`, `"2xx"` or `"200-299"`; null when it is none of these. */
export function parseStatusRanges(value: StatusDocument): StatusRange[] | null {
  const items: readonly (number | string)[] = typeof value === 'object' ? value : [value]
  const ranges = items.map(parseRange)
  const known = ranges.filter((range) => range !== null)
  return known.length === ranges.length && known.length > 0 ? known : null
}

export function statusIsExpected(status: number, ranges: readonly StatusRange[]): boolean {
  for (let index = 0; index < ranges.length; index++) {
    const range = ranges[index]
    if (range !== undefined && status >= range.from && status <= range.to) return true
  }
  return false
}

/** `200`, `404 or 500-599`. */
export function describeStatusRanges(ranges: readonly StatusRange[]): string {
  return ranges.map(({ from, to }) => (from === to ? `${from}` : `${from}-${to}`)).join(' or ')
}

function parseRange(item: number | string): StatusRange | null {
  const text = String(item).trim()
  const family = /^([1-5])xx$/i.exec(text)
  if (family !== null) return { from: Number(family[1]) * 100, to: Number(family[1]) * 100 + 99 }
  const bounds = /^(\d{3})(?:\s*-\s*(\d{3}))?$/.exec(text)
  if (bounds === null) return null
  const from = Number(bounds[1])
  const to = Number(bounds[2] ?? bounds[1])
  return from >= 100 && from <= to && to <= 599 ? { from, to } : null
}
