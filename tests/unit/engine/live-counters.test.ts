import { expect, it } from 'vitest'
import { LiveCounterTable } from '../../../src/main/engine/live-counters.ts'

const counters = (base: number): Parameters<LiveCounterTable['write']>[1] => ({
  requestsStarted: base + 1,
  requestsCompleted: base + 2,
  requestsFailed: base + 3,
  iterationsCompleted: base + 4,
  iterationsDropped: base + 5,
  activeVus: base + 6
})

it('adds up what every lane wrote last, through one shared buffer', () => {
  const recorder = new LiveCounterTable(3)
  const lanes = [0, 1, 2].map(() => new LiveCounterTable(3, recorder.buffer))
  expect(Object.values(recorder.sum())).toEqual([0, 0, 0, 0, 0, 0])
  lanes.forEach((lane, index) => {
    lane.write(index, counters(7000))
    lane.write(index, counters(index * 100))
  })
  expect(recorder.sum()).toEqual({
    requestsStarted: 303,
    requestsCompleted: 306,
    requestsFailed: 309,
    iterationsCompleted: 312,
    iterationsDropped: 315,
    activeVus: 318
  })
})

it('holds more requests than fit 32 bits', () => {
  const table = new LiveCounterTable(1)
  table.write(0, counters(2 ** 40))
  expect(table.sum().requestsStarted).toBe(2 ** 40 + 1)
})
