import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DueQueue } from '../../support/due-queue.ts'

describe('DueQueue', () => {
  it('gives what is due first, and of two that are due at once the one with the smaller number', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20)), (dueMs) => {
        const queue = new DueQueue()
        dueMs.forEach((ms, item) => queue.push(item, ms))
        const expected = dueMs.map((ms, item) => [ms, item] as const).sort(([a, x], [b, y]) => a - b || x - y)
        const found = expected.map(() => [queue.earliestMs, queue.pop()])
        expect(found).toEqual(expected)
        expect(queue.earliestMs).toBe(Infinity)
        expect(() => queue.pop()).toThrow(RangeError)
      })
    )
  })

  it('keeps its order when items come and go', () => {
    const queue = new DueQueue()
    queue.push(0, 5)
    queue.push(1, 3)
    expect(queue.pop()).toBe(1)
    queue.push(2, 4)
    queue.push(3, 6)
    expect([queue.pop(), queue.pop(), queue.pop()]).toEqual([2, 0, 3])
  })
})
