import { expect, it } from 'vitest'
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
