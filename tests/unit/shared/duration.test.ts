import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatDuration, parseDuration } from '../../../src/shared/duration.ts'

describe('parseDuration', () => {
  it.each([
    ['30s', 30_000],
    ['1m30s', 90_000],
    ['500ms', 500],
    ['1.5s', 1500],
    ['.5s', 500],
    ['2h', 7_200_000],
    ['1h2m3s4ms', 3_723_004],
    ['250us', 0.25],
    [' 10s ', 10_000],
    ['0', 0],
    ['1500', 1500],
    ['1e-9', 1e-9],
    [250, 250],
    [0, 0]
  ])('reads %j as %d ms', (text, expected) => {
    expect(parseDuration(text)).toBe(expected)
  })

  it.each([
    '',
    's',
    '10 s',
    '-5s',
    '30sec',
    '1d',
    '1m30',
    '1e3s',
    '1e999',
    'ten',
    '1s!',
    -1,
    Number.NaN,
    Infinity
  ])('refuses %j', (text) => {
    expect(parseDuration(text)).toBeNull()
  })

  it('never throws, whatever the text', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const parsed = parseDuration(text)
        expect(parsed === null || parsed >= 0).toBe(true)
      })
    )
  })
})

describe('formatDuration', () => {
  it.each([
    [0, '0s'],
    [90_000, '1m30s'],
    [30_000, '30s'],
    [500, '500ms'],
    [1500, '1.5s'],
    [3_600_000, '1h'],
    [3_660_000, '1h1m'],
    [0.25, '0.25ms'],
    [60_100, '1m100ms']
  ])('writes %d ms as %s', (durationMs, expected) => {
    expect(formatDuration(durationMs)).toBe(expected)
  })

  it('is read back as the same duration', () => {
    fc.assert(
      fc.property(fc.nat({ max: 100_000_000_000 }), (microseconds) => {
        const durationMs = microseconds / 1000
        expect(parseDuration(formatDuration(durationMs))).toBeCloseTo(durationMs, 6)
      })
    )
  })
})
