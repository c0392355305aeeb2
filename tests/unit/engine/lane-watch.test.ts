import { describe, expect, it, onTestFinished } from 'vitest'
import { LaneWatch } from '../../../src/main/engine/lane-watch.ts'

const counts = { activeVus: 3, requestsInFlight: 2, openConnections: 1, unexpectedData: 4 }

function openWatch(): LaneWatch {
  const watch = new LaneWatch()
  onTestFinished(() => watch.close())
  return watch
}

function spin(forMs: number): void {
  const endMs = performance.now() + forMs
  while (performance.now() < endMs);
}

/** Holds the loop up after so long, until well over the first wake-up of the watch behind it: there it notices the delay. */
function holdUp(afterMs: number): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  setTimeout(() => {
    spin(120)
    setTimeout(resolve, 30)
  }, afterMs)
  return promise
}

describe('LaneWatch', () => {
  it('passes the counts on and measures shares and times that can be', () => {
    const watch = openWatch()
    spin(20)
    const gauges = watch.read(counts)
    expect(gauges).toMatchObject(counts)
    expect(gauges.laneBusy).toBeGreaterThan(0)
    expect(gauges.laneBusy).toBeLessThanOrEqual(1)
    expect(Math.min(gauges.loopDelayP99Ms, gauges.loopDelayMaxMs, gauges.gcMs)).toBeGreaterThanOrEqual(0)
  })

  it('counts as busy what a lane was kept from doing, as by other processes on its core', async () => {
    const watch = openWatch()
    // The loop has begun to count once it has come round.
    await new Promise((resolve) => setImmediate(resolve))
    watch.read(counts)
    // Work to do and no processor to do it: the thread stands still in the middle of a step.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200)
    expect(watch.read(counts).laneBusy).toBeGreaterThan(0.9)
  })

  it('calls a lane that ends with a moment of work in its last second busy for that moment of the second', async () => {
    const watch = openWatch()
    await new Promise((resolve) => setImmediate(resolve))
    const startMs = performance.now()
    watch.read(counts)
    spin(20)
    const { laneBusy } = watch.read(counts, true)
    const tookMs = performance.now() - startMs
    expect(laneBusy).toBeGreaterThan(0.01)
    expect(laneBusy).toBeLessThanOrEqual(tookMs / 1000)
  })

  it('forgets what was before the run began, as its rehearsal', async () => {
    const watch = openWatch()
    await holdUp(5)
    watch.begin()
    const gauges = watch.read(counts)
    expect(gauges.loopDelayMaxMs).toBe(0)
    expect(gauges.gcMs).toBe(0)
  })

  it('sees a loop that is held up right behind the look of the watch itself', async () => {
    const watch = openWatch()
    // Timers of one length that are set in one go run one after the other in one turn: the watch's first, then this.
    await holdUp(5)
    expect(watch.read(counts).loopDelayMaxMs).toBeGreaterThan(60)
  })

  it('sees a loop that was held up, and begins anew after each look', async () => {
    const watch = openWatch()
    await holdUp(30)
    const heldUp = watch.read(counts)
    expect(heldUp.loopDelayMaxMs).toBeGreaterThan(60)
    expect(heldUp.loopDelayP99Ms).toBeGreaterThan(1)
    expect(watch.read(counts)).toMatchObject({ loopDelayMaxMs: 0, gcMs: 0 })
  })
})
