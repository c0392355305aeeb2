/** One measured figure and the limit that it has to keep, if any. */
export interface BenchRow {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly limit: { readonly kind: 'at most' | 'at least' | 'exactly'; readonly value: number } | null
}

export function atMost(name: string, value: number, unit: string, limit: number): BenchRow {
  return { name, value, unit, limit: { kind: 'at most', value: limit } }
}

export function atLeast(name: string, value: number, unit: string, limit: number): BenchRow {
  return { name, value, unit, limit: { kind: 'at least', value: limit } }
}

export function exactly(name: string, value: number, unit: string, limit: number): BenchRow {
  return { name, value, unit, limit: { kind: 'exactly', value: limit } }
}

/** For the record only. */
export function figure(name: string, value: number, unit: string): BenchRow {
  return { name, value, unit, limit: null }
}

export function holds({ value, limit }: BenchRow): boolean {
  if (limit === null) return true
  if (limit.kind === 'exactly') return value === limit.value
  return limit.kind === 'at most' ? value <= limit.value : value >= limit.value
}

export function formatRow(row: BenchRow): string {
  const { name, value, unit, limit } = row
  const verdict =
    limit === null ? '' : `${limit.kind} ${limit.value} ${unit}: ${holds(row) ? 'ok' : 'MISSED'}`
  const digits = Math.abs(value) >= 1000 ? 0 : 3
  return `${name.padEnd(66)} ${value.toFixed(digits).padStart(10)} ${unit.padEnd(6)} ${verdict}`.trimEnd()
}
