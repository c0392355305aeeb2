import { describe, expect, it } from 'vitest'
import { shouldWait } from '../../../../src/main/engine/http/crowd.ts'

describe('a task whose response was read', () => {
  it.each([
    [15, 0, false],
    [16, 0, true],
    [16, 31, true],
    [16, 32, false],
    [10_000, 31, true],
    [10_000, 32, false]
  ])('of %i in flight, with %i that wait already, waits: %s', (inFlight, waiting, expected) => {
    expect(shouldWait(inFlight, waiting)).toBe(expected)
  })
})
