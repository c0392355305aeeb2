import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { describe, expect, it, onTestFinished } from 'vitest'
import { RunClock } from '../../../src/main/engine/run-clock.ts'

describe('RunClock', () => {
  it('stands at 0 until the start is known', () => {
    const clock = new RunClock()
    expect([clock.nowMs(), clock.nowMs()]).toEqual([0, 0])
  })

  it('counts from the given moment of the monotonic clock, also from one that lies ahead', () => {
    const clock = new RunClock()
    for (const aheadNs of [-2_000_000_000n, 0n, 30_000_000n]) {
      const startNs = process.hrtime.bigint() + aheadNs
      clock.startAt(startNs)
      const before = Number(process.hrtime.bigint() - startNs) / 1e6
      const now = clock.nowMs()
      const after = Number(process.hrtime.bigint() - startNs) / 1e6
      expect(now).toBeGreaterThan(before - 5)
      expect(now).toBeLessThan(after + 5)
    }
  })

  it('reads the same time on every thread', async () => {
    const startNs = process.hrtime.bigint() + 20_000_000n
    const clock = new RunClock()
    clock.startAt(startNs)
    const threads = [1, 2].map(
      () => new Worker(new URL('./clock-thread.ts', import.meta.url), { workerData: startNs })
    )
    onTestFinished(async () => void (await Promise.all(threads.map((thread) => thread.terminate()))))
    for (const thread of threads) {
      for (let question = 0; question < 5; question++) {
        const askedMs = clock.nowMs()
        thread.postMessage('what time is it?')
        const [answerMs] = (await once(thread, 'message')) as [number]
        // Whatever the messages took, the thread read its clock between the question and the answer.
        expect(answerMs).toBeGreaterThan(askedMs - 5)
        expect(answerMs).toBeLessThan(clock.nowMs() + 5)
      }
    }
  })
})
