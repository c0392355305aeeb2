import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DelaySamples } from '../../../src/main/engine/delay-samples.ts'

const INTERVAL_MS = 5

/** A second of looks, each 5 ms after the one before, with `blocksMs` in it. */
function aSecondWith(...blocksMs: number[]): DelaySamples {
  const samples = new DelaySamples(INTERVAL_MS)
  for (const blockMs of blocksMs) samples.record(blockMs)
  const blockedMs = blocksMs.reduce((sum, ms) => sum + ms, 0)
  for (let atMs = blockedMs; atMs < 1000; atMs += INTERVAL_MS) samples.record(0.05)
  return samples
}

describe('DelaySamples', () => {
  it('has no delay where nothing was looked at, and begins anew after each look', () => {
    const samples = new DelaySamples(INTERVAL_MS)
    samples.record(3)
    expect(samples.take()).toEqual({ p99Ms: 3, maxMs: 3 })
    expect(samples.take()).toEqual({ p99Ms: 0, maxMs: 0 })
  })

  it('reads a second as clean in which the loop was held up once for a moment', () => {
    expect(aSecondWith(4).take()).toEqual({ p99Ms: 0.05, maxMs: 4 })
  })

  it('counts a long block for as long as it lasted', () => {
    const { p99Ms, maxMs } = aSecondWith(150).take()
    expect(maxMs).toBe(150)
    expect(p99Ms).toBeGreaterThan(100)
  })

  it('sees many short delays as well', () => {
    expect(aSecondWith(2, 2, 2, 2).take().p99Ms).toBe(2)
  })

  it('has a p99 that at most one sample of a hundred exceeds', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0, max: 4.9, noNaN: true }), { minLength: 1 }), (delaysMs) => {
        const samples = new DelaySamples(INTERVAL_MS)
        for (const delayMs of delaysMs) samples.record(delayMs)
        const { p99Ms, maxMs } = samples.take()
        expect(delaysMs).toContain(p99Ms)
        expect(delaysMs.filter((ms) => ms > p99Ms).length).toBeLessThanOrEqual(delaysMs.length / 100)
        expect(maxMs).toBe(Math.max(...delaysMs))
      })
    )
  })
})
