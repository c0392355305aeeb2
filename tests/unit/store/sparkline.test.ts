import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { readSparkline, sparklineOf } from '../../../src/main/store/sparkline.ts'

describe('a sparkline', () => {
  test('of up to 60 seconds is the seconds themselves', () => {
    expect(sparklineOf([])).toEqual([])
    expect(sparklineOf([3, 0, 7])).toEqual([3, 0, 7])
  })

  test('of more seconds has 60 points, each the mean of its share', () => {
    expect(sparklineOf(Array.from({ length: 120 }, (_, second) => second))).toEqual(
      Array.from({ length: 60 }, (_, point) => 2 * point + 0.5)
    )
  })

  test('stays within what it stands for', () => {
    const seconds = fc.array(fc.nat(100_000), { minLength: 1, maxLength: 500 })
    fc.assert(
      fc.property(seconds, (counts) => {
        const points = sparklineOf(counts)
        expect(points).toHaveLength(Math.min(counts.length, 60))
        expect(Math.min(...points)).toBeGreaterThanOrEqual(Math.min(...counts))
        expect(Math.max(...points)).toBeLessThanOrEqual(Math.max(...counts))
      })
    )
  })

  test('that cannot be read is empty', () => {
    for (const json of ['', '[1,', '{}', '["a"]', '[null]']) expect(readSparkline(json)).toEqual([])
    expect(readSparkline('[1,2.5]')).toEqual([1, 2.5])
  })
})
