import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { RingBuffer } from '../../../../src/main/engine/scheduler/ring-buffer.ts'

describe('the ring buffer', () => {
  it('behaves like an array that is pushed to and shifted from, at any length', () => {
    const pushes = fc.record({ pushed: fc.nat(60) })
    const shifts = fc.record({ shifted: fc.nat(60) })
    fc.assert(
      fc.property(fc.array(fc.oneof(pushes, shifts), { maxLength: 60 }), (commands) => {
        const ring = new RingBuffer<number>()
        const oracle: number[] = []
        let next = 0
        for (const command of commands) {
          if ('pushed' in command) {
            for (let i = 0; i < command.pushed; i++) {
              ring.push(next)
              oracle.push(next)
              next++
            }
          } else {
            for (let i = 0; i < command.shifted; i++) expect(ring.shift()).toBe(oracle.shift())
          }
          expect(ring.length).toBe(oracle.length)
        }
      })
    )
  })

  it('is empty after clear', () => {
    const ring = new RingBuffer<string>()
    for (let i = 0; i < 100; i++) ring.push('x')
    ring.clear()
    expect(ring.length).toBe(0)
    expect(ring.shift()).toBeUndefined()
    ring.push('y')
    expect(ring.shift()).toBe('y')
  })
})
