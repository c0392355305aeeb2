/** How a duration may be written; part of every message about one. */
export const DURATION_EXAMPLES = '"30s", "1m30s" or "500ms"'

const UNIT_MS: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1000,
  ms: 1,
  us: 0.001,
  µs: 0.001
}

const PARTS = /(\d+(?:\.\d+)?|\.\d+)(h|ms|us|µs|m|s)/gy

/**
 * Milliseconds of a duration as users of k6 and Go write it: one or more numbers with a unit (h, m, s, ms, us),
 * largest first or not. A plain number, or text that is one, is milliseconds. Null for anything else.
 */
export function parseDuration(value: string | number): number | null {
  if (typeof value === 'number') return Number.isFinite(value) && value >= 0 ? value : null
  const text = value.trim()
  if (/^\d+(?:\.\d+)?(?:e[+-]?\d+)?$/.test(text)) return parseDuration(Number(text))
  if (text === '') return null
  let totalMs = 0
  let end = 0
  for (const part of text.matchAll(PARTS)) {
    totalMs += Number(part[1]) * (UNIT_MS[part[2] ?? ''] ?? 0)
    end = part.index + part[0].length
  }
  return end === text.length ? roundToNanoseconds(totalMs) : null
}

/** The shortest way to write a duration that `parseDuration` reads back: `90000` is "1m30s". */
export function formatDuration(durationMs: number): string {
  if (durationMs === 0) return '0s'
  let restMs = durationMs
  let text = ''
  for (const [unit, unitMs] of [
    ['h', 3_600_000],
    ['m', 60_000]
  ] as const) {
    const count = Math.floor(restMs / unitMs)
    if (count === 0) continue
    text += `${count}${unit}`
    restMs = roundToNanoseconds(restMs - count * unitMs)
  }
  if (restMs === 0) return text
  if (restMs >= 1000) return `${text}${plain(restMs / 1000)}s`
  return `${text}${plain(restMs)}ms`
}

/** Decimal notation without an exponent and without trailing zeros. */
function plain(value: number): string {
  return value.toFixed(6).replace(/\.?0+$/, '')
}

/** Sums of decimal parts carry binary dust; a nanosecond is finer than any clock here. */
function roundToNanoseconds(durationMs: number): number {
  return Math.round(durationMs * 1e6) / 1e6
}
