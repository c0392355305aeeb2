import { formatFigure, NO_VALUE } from './number.ts'

const SPACE = '\u00a0'

/** A moment of a run, from its seconds: 42 -> "0:42", 3723 -> "1:02:03". */
export function formatClock(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds))
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor((whole % 3600) / 60)
  const rest = String(whole % 60).padStart(2, '0')
  return hours > 0 ? `${hours}:${String(minutes).padStart(2, '0')}:${rest}` : `${minutes}:${rest}`
}

/** A latency with its unit, milliseconds below 10 s: 412.3 -> "412 ms", 31000 -> "31.0 s". */
export function formatLatency(ms: number | null | undefined): string {
  if (ms === null || ms === undefined || Number.isNaN(ms)) return NO_VALUE
  if (ms >= 9995) return `${formatFigure(ms / 1000)}${SPACE}s`
  return `${formatFigure(ms)}${SPACE}ms`
}

/** A planned or elapsed length in words: 90000 -> "1 min 30 s", 250 -> "250 ms". */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)}${SPACE}ms`
  const whole = Math.round(ms / 1000)
  const parts: string[] = []
  const hours = Math.floor(whole / 3600)
  const minutes = Math.floor((whole % 3600) / 60)
  const seconds = whole % 60
  if (hours > 0) parts.push(`${hours}${SPACE}h`)
  if (minutes > 0) parts.push(`${minutes}${SPACE}min`)
  if (seconds > 0 && hours === 0) {
    const exact = ms / 1000
    const figure =
      minutes === 0 && exact < 10 && !Number.isInteger(exact) ? exact.toFixed(1) : String(seconds)
    parts.push(`${figure}${SPACE}s`)
  }
  return parts.join(' ')
}

/** "23 Nov 2026, 14:05" in the user's time zone. */
export function formatDateTime(iso: string): string {
  const date = new Date(iso)
  if (Number.isNaN(date.getTime())) return NO_VALUE
  return date.toLocaleString('en-GB', {
    day: 'numeric',
    month: 'short',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit'
  })
}
