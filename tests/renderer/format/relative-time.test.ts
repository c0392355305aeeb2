import { describe, expect, it } from 'vitest'
import { formatRelative } from '../../../src/renderer/src/format/relative-time.ts'

const NOW = new Date(2026, 10, 23, 14, 5).getTime()

function ago(...moment: [number, number, number, number, number]): string {
  return formatRelative(new Date(...moment).toISOString(), NOW)
}

describe('a past moment', () => {
  it('is told as people say it', () => {
    expect(formatRelative(new Date(NOW - 20_000).toISOString(), NOW)).toBe('just now')
    expect(formatRelative(new Date(NOW + 20_000).toISOString(), NOW)).toBe('just now')
    expect(ago(2026, 10, 23, 13, 57)).toBe('8 min ago')
    expect(ago(2026, 10, 23, 9, 0)).toBe('5 h ago')
    expect(ago(2026, 10, 22, 23, 59)).toBe('yesterday 23:59')
    expect(ago(2026, 10, 21, 8, 30)).toBe('21 Nov 08:30')
    expect(ago(2025, 10, 21, 8, 30)).toBe('21 Nov 2025')
  })

  it('is nothing when it cannot be read', () => {
    expect(formatRelative('', NOW)).toBe('–')
  })
})
