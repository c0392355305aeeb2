import { expect, it, onTestFinished, vi } from 'vitest'
import { ProcessWatch } from '../../../src/main/run/process-watch.ts'

it('gives the figures of the last look to one that comes right after it', () => {
  const watch = new ProcessWatch(2)
  const first = watch.read()
  // With two lanes a second may close a moment after the first of them has sent its frame.
  expect(watch.read()).toBe(first)
  expect(first.residentBytes).toBeGreaterThan(10 * 1024 * 1024)
  expect(first.processCpu).toBeGreaterThanOrEqual(0)
})

it('counts the processor time since it began', () => {
  const watch = new ProcessWatch(2)
  const before = watch.cpuMicroseconds
  const endUs = process.cpuUsage().user + 10_000
  while (process.cpuUsage().user < endUs);
  expect(watch.cpuMicroseconds).toBeGreaterThanOrEqual(before + 10_000)
})

it('keeps its last figure of the memory where no descriptor is left to read it with', () => {
  let failing = false
  const watch = new ProcessWatch(2, () => {
    if (failing) throw new Error('EMFILE: too many open files, uv_resident_set_memory')
    return 4096
  })
  vi.useFakeTimers({ toFake: ['performance'] })
  onTestFinished(() => void vi.useRealTimers())
  const first = watch.read()
  failing = true
  vi.advanceTimersByTime(1000)
  const second = watch.read()
  expect(second).not.toBe(first)
  expect([first.residentBytes, second.residentBytes]).toEqual([4096, 4096])
})
