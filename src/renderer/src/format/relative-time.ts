import { NO_VALUE } from './number.ts'

const MINUTE_MS = 60_000
const HOUR_MS = 60 * MINUTE_MS

/** A past moment as people say it: "just now", "5 min ago", "3 h ago", "yesterday 14:05", "21 Nov 14:05", "21 Nov 2025". */
export function formatRelative(iso: string, nowMs: number): string {
  const date = new Date(iso)
  const ageMs = nowMs - date.getTime()
  if (Number.isNaN(ageMs)) return NO_VALUE
  // A clock that was set back makes runs of the future: they are as good as now.
  if (ageMs < MINUTE_MS) return 'just now'
  if (ageMs < HOUR_MS) return `${Math.floor(ageMs / MINUTE_MS)} min ago`
  const now = new Date(nowMs)
  const time = date.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })
  if (isSameDay(date, now)) return `${Math.floor(ageMs / HOUR_MS)} h ago`
  if (isSameDay(date, dayBefore(now))) return `yesterday ${time}`
  const day = date.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })
  return date.getFullYear() === now.getFullYear() ? `${day} ${time}` : `${day} ${date.getFullYear()}`
}

function isSameDay(a: Date, b: Date): boolean {
  return a.getFullYear() === b.getFullYear() && a.getMonth() === b.getMonth() && a.getDate() === b.getDate()
}

function dayBefore(date: Date): Date {
  return new Date(date.getFullYear(), date.getMonth(), date.getDate() - 1)
}
