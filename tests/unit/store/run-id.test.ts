import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newRunId, normaliseRunId } from '../../../src/main/store/run-id.ts'

/** Eight digits of base 32 last until the year 2318. */
const instant = fc.integer({ min: 0, max: Date.UTC(2280, 0, 1) })

test('an id has 11 characters that cannot be mistaken for each other', () => {
  fc.assert(fc.property(instant, (nowMs) => /^[0-9a-hjkmnp-tv-z]{11}$/.test(newRunId(nowMs))))
})

test('ids sort by time', () => {
  fc.assert(
    fc.property(instant, fc.integer({ min: 10, max: 1e12 }), (nowMs, laterMs) => {
      expect(newRunId(nowMs) < newRunId(nowMs + laterMs)).toBe(true)
    })
  )
})

test('ids of one moment differ', () => {
  const ids = new Set(Array.from({ length: 20 }, () => newRunId(0)))
  expect(ids.size).toBeGreaterThan(1)
})

test('a typed id may have capitals and the letters that look like digits', () => {
  expect(normaliseRunId(' IKD0L5MOOOA ')).toBe('1kd015m000a')
})
