import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  formatBytes,
  formatCount,
  formatFigure,
  formatRate,
  formatShare,
  shortCount
} from '../../../src/renderer/src/format/number.ts'
import { formatClock, formatDuration, formatLatency } from '../../../src/renderer/src/format/time.ts'

/** With plain spaces, as one would type it. */
function plain(text: string): string {
  return text.replaceAll('\u00a0', ' ')
}

describe('figures', () => {
  it.each([
    [0, '0'],
    [0.0001, '<0.001'],
    [0.3124, '0.312'],
    [4.213, '4.21'],
    [47.34, '47.3'],
    [412.4, '412'],
    [1904, '1,904'],
    [NaN, '–'],
    [null, '–']
  ])('shows %s as %s', (value, text) => {
    expect(formatFigure(value)).toBe(text)
  })

  it.each([
    [9999, null],
    [10_000, '10k'],
    [500_000, '500k'],
    [1_000_000, '1M'],
    [2_500_000, '2.5M']
  ])('shortens %s on an axis to %s', (value, text) => {
    expect(shortCount(value)).toBe(text)
  })

  it('never shows five digits below ten thousand', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 9999, noNaN: true }), (value) => {
        expect(formatFigure(value).replace(/[^\d]/g, '').replace(/^0+/, '').length).toBeLessThanOrEqual(4)
      })
    )
  })

  it('stays within half of the last digit shown', () => {
    fc.assert(
      fc.property(fc.double({ min: 0.001, max: 1e6, noNaN: true }), (value) => {
        const shown = Number(formatFigure(value).replaceAll(',', ''))
        expect(Math.abs(shown - value)).toBeLessThanOrEqual(Math.max(0.0005, value * 0.0051))
      })
    )
  })
})

describe('shares', () => {
  it.each([
    [0, '0'],
    [0.0002, '<0.1 %'],
    [0.0213, '2.1 %'],
    [0.35, '35 %'],
    [0.999, '>99 %'],
    [1, '100 %'],
    [NaN, '–']
  ])('shows %s as %s', (share, text) => {
    expect(plain(formatShare(share))).toBe(text)
  })
})

describe('counts, rates and bytes', () => {
  it('groups thousands', () => {
    expect(formatCount(1_234_567)).toBe('1,234,567')
  })

  it('shows a small rate with one decimal', () => {
    expect([formatRate(13.27), formatRate(799.6), formatRate(0)]).toEqual(['13.3', '800', '0'])
  })

  it('uses decimal units for bytes', () => {
    expect([0, 999, 1500, 94_000_000].map((bytes) => plain(formatBytes(bytes)))).toEqual([
      '0 B',
      '999 B',
      '1.50 kB',
      '94.0 MB'
    ])
  })
})

describe('times', () => {
  it.each([
    [0, '0:00'],
    [42.9, '0:42'],
    [3723, '1:02:03']
  ])('shows second %s as %s', (seconds, text) => {
    expect(formatClock(seconds)).toBe(text)
  })

  it('shows latencies in milliseconds up to ten seconds', () => {
    expect([0.25, 412, 9994, 31_000].map((ms) => plain(formatLatency(ms)))).toEqual([
      '0.250 ms',
      '412 ms',
      '9,994 ms',
      '31.0 s'
    ])
  })

  it('shows lengths in words', () => {
    expect([250, 1500, 30_000, 90_000, 3_600_000].map((ms) => plain(formatDuration(ms)))).toEqual([
      '250 ms',
      '1.5 s',
      '30 s',
      '1 min 30 s',
      '1 h'
    ])
  })
})
