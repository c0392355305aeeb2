import { expect, test } from 'vitest'
import { savedSeconds } from '../../../src/main/report/compare/seconds-reader.ts'
import { encodeValues, sampleHistograms, sampleRun, sampleSecond } from './run-samples.ts'
import { openForTest, temporaryDatabase } from './temporary-folder.ts'

test('a latency of several slots in a second is that of all their requests, whatever their outcome', () => {
  const store = openForTest(temporaryDatabase())
  store.runs.create(sampleRun('one'))
  const histograms = (
    slot: number,
    ok: readonly number[],
    notOk: readonly number[],
    service: readonly number[]
  ) => ({
    ...sampleHistograms(slot, 1),
    responseOk: encodeValues(ok),
    responseNotOk: encodeValues(notOk),
    service: encodeValues(service)
  })
  store.seconds.append('one', sampleSecond(3), [
    histograms(0, [100, 200], [900], [50]),
    histograms(1, [300], [400, 500], [60, 70])
  ])
  store.seconds.append('one', sampleSecond(4), [histograms(0, [1000], [1000], [1000])])
  const { latencyOf, seriesOf } = savedSeconds(store, 'one')
  const values = (slots: readonly number[], latency: 'response' | 'service'): number[] => {
    const found: number[] = []
    const histogram = latencyOf(slots, 3, latency)
    for (let rank = 1; rank <= histogram.count; rank++) {
      found.push(histogram.valueAtPercentile((rank / histogram.count) * 100))
    }
    return found
  }
  expect(values([0, 1], 'response')).toEqual([100, 200, 300, 400, 500, 900])
  expect(values([1], 'response')).toEqual([300, 400, 500])
  expect(values([0, 1], 'service')).toEqual([50, 60, 70])
  expect(seriesOf(0).seconds).toEqual([3, 4])
})
