import { parseDuration } from '../../shared/duration.ts'

/**
 * Milliseconds of a duration as it is typed on the command line; null for none. A plain number is seconds there, as hey,
 * wrk and ab have it, while in a plan it is milliseconds, as in k6.
 */
export function typedDurationMs(text: string): number | null {
  return /^(\d+\.?\d*|\.\d+)$/.test(text) ? Number(text) * 1000 : parseDuration(text)
}
