import Database from 'better-sqlite3'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ALL_SLOTS, COUNT_FIELDS, SERIES_FIELDS } from '../../../src/shared/metrics/series.ts'
import { encodeValues, sampleHistograms, sampleRun, sampleSecond } from './run-samples.ts'
import { openForTest, temporaryDatabase } from './temporary-folder.ts'

function storeWithRun(file = temporaryDatabase()) {
  const store = openForTest(file)
  store.runs.create(sampleRun('one'))
  return store
}

const everything = { fromSecond: 0, toSecond: Infinity, slots: null }

describe('the seconds of a run', () => {
  test('come back as they were appended', () => {
    const { seconds } = storeWithRun()
    const updates = [sampleSecond(0), sampleSecond(1, [1], 3), sampleSecond(4, [0, 1, 2], 7)]
    for (const update of updates) seconds.append('one', update, [])
    expect(seconds.runSeconds('one')).toEqual(updates.map(({ run }) => run))
    const row = (update: number, index: number) =>
      updates[update]?.values.slice(index * SERIES_FIELDS.length, (index + 1) * SERIES_FIELDS.length) ?? []
    expect(seconds.series('one', 1)).toEqual({
      slot: 1,
      seconds: [0, 1, 4],
      values: Float64Array.from([...row(0, 2), ...row(1, 1), ...row(2, 2)]),
      statuses: [
        [0, 200, 10],
        [1, 200, 3],
        [4, 200, 7]
      ],
      errors: [
        [0, 'response_timeout', 1],
        [1, 'response_timeout', 1],
        [4, 'response_timeout', 1]
      ]
    })
  })

  test('sum up statuses and errors of all slots', () => {
    const { seconds } = storeWithRun()
    seconds.append('one', sampleSecond(0, [0, 1], 10), [])
    seconds.append('one', sampleSecond(1, [1], 3), [])
    const all = seconds.series('one', ALL_SLOTS)
    expect(all.seconds).toEqual([0, 1])
    expect(all.statuses).toEqual([
      [0, 200, 20],
      [1, 200, 3]
    ])
    expect(all.errors).toEqual([
      [0, 'response_timeout', 2],
      [1, 'response_timeout', 1]
    ])
  })

  test('keep counts exactly, latencies to the microsecond and nothing where there was none', () => {
    const { seconds } = storeWithRun()
    let second = 0
    const latency = fc.oneof(
      fc.constant(NaN),
      fc.integer({ min: 0, max: 3_600_000_000 }).map((us) => us / 1000)
    )
    const row = fc.tuple(
      ...SERIES_FIELDS.map((_, field) => (field < COUNT_FIELDS.length ? fc.maxSafeNat() : latency))
    )
    fc.assert(
      fc.property(row, (values) => {
        const update = { ...sampleSecond(second), slots: [ALL_SLOTS], values: Float64Array.from(values) }
        seconds.append('one', { ...update, statuses: [], errors: [] }, [])
        const stored = seconds.series('one', ALL_SLOTS).values.slice(-SERIES_FIELDS.length)
        expect(stored).toEqual(Float64Array.from(values))
        second++
      }),
      { numRuns: 40 }
    )
  })

  test('are replaced as a whole when they come again', () => {
    const file = temporaryDatabase()
    const { seconds } = storeWithRun(file)
    seconds.append(
      'one',
      sampleSecond(0, [0, 1, 2]),
      [0, 1, 2].map((slot) => sampleHistograms(slot, 1))
    )
    seconds.append('one', sampleSecond(1, [0]), [sampleHistograms(0, 5)])
    seconds.append('one', sampleSecond(0, [1], 99), [sampleHistograms(1, 2)])
    expect(seconds.series('one', 0).seconds).toEqual([1])
    expect(seconds.series('one', 1).statuses).toEqual([[0, 200, 99]])
    expect([...seconds.replay('one')].map(({ histograms }) => histograms)).toEqual(
      [[sampleHistograms(1, 2)], [sampleHistograms(0, 5)]].map((list) =>
        list.map((entry) =>
          expect.objectContaining({ slot: entry.slot, waiting: Buffer.from(entry.waiting ?? []) })
        )
      )
    )
    const db = new Database(file)
    // Four different ones in each of the two rows that are left.
    expect(db.prepare('SELECT count(*) FROM second_histograms').pluck().get()).toBe(8)
    db.close()
  })

  test('are stored whole or not at all', () => {
    const { seconds } = storeWithRun()
    const update = sampleSecond(0)
    const twice = [...update.statuses, ...update.statuses]
    expect(() => seconds.append('one', { ...update, statuses: twice }, [sampleHistograms(0, 1)])).toThrow(
      /UNIQUE/
    )
    expect(seconds.runSeconds('one')).toEqual([])
    expect(seconds.series('one', ALL_SLOTS).seconds).toEqual([])
    seconds.append('one', update, [])
    expect(seconds.runSeconds('one')).toHaveLength(1)
  })

  test('are refused where rows, slots and histograms do not fit together', () => {
    const { seconds } = storeWithRun()
    const update = sampleSecond(0, [0])
    expect(() => seconds.append('one', { ...update, slots: [ALL_SLOTS] }, [])).toThrow(RangeError)
    expect(() => seconds.append('one', update, [sampleHistograms(1, 0)])).toThrow(RangeError)
    expect(() => seconds.append('one', update, [sampleHistograms(ALL_SLOTS, 0)])).toThrow(RangeError)
    expect(() => seconds.append('one', sampleSecond(-1), [])).toThrow(RangeError)
  })

  test('are replayed as they were appended, in order', () => {
    const { seconds } = storeWithRun()
    const length = 150
    for (let second = length - 1; second >= 0; second--) {
      const slots = second % 3 === 0 ? [0] : [0, 2]
      seconds.append(
        'one',
        sampleSecond(second, slots),
        slots.map((slot) => sampleHistograms(slot, second))
      )
    }
    const replayed = [...seconds.replay('one')]
    expect(replayed.map(({ update }) => update.run.second)).toEqual(
      Array.from({ length }, (_, second) => second)
    )
    for (const { update, histograms } of replayed) {
      const { second } = update.run
      const slots = second % 3 === 0 ? [0] : [0, 2]
      expect(update).toEqual(sampleSecond(second, slots))
      expect(histograms.map(({ slot }) => slot)).toEqual(slots)
      expect(histograms[0]?.waiting).toEqual(Buffer.from(sampleHistograms(0, second).waiting ?? []))
      expect(histograms[0]?.responseNotOk).toBeNull()
    }
  })
})

describe('the histograms of seconds', () => {
  test('come back byte for byte, by slot and second', () => {
    const { seconds } = storeWithRun()
    for (let second = 0; second < 5; second++) {
      seconds.append('one', sampleSecond(second), [sampleHistograms(0, second), sampleHistograms(1, second)])
    }
    const found = [
      ...seconds.histograms('one', { fromSecond: 1, toSecond: 3, slots: [1, 0], kind: 'waiting' })
    ]
    expect(found).toEqual(
      [1, 0].flatMap((slot) =>
        [1, 2, 3].map((second) => ({
          second,
          slot,
          bytes: Buffer.from(sampleHistograms(slot, second).waiting ?? [])
        }))
      )
    )
    expect([...seconds.histograms('one', { ...everything, kind: 'service' })]).toHaveLength(10)
    expect([...seconds.histograms('one', { ...everything, slots: [7], kind: 'service' })]).toEqual([])
  })

  test('that are empty are left out, equal ones of a row stored once', () => {
    const file = temporaryDatabase()
    const { seconds } = storeWithRun(file)
    seconds.append('one', sampleSecond(0, [0]), [sampleHistograms(0, 0)])
    expect([...seconds.histograms('one', { ...everything, kind: 'responseNotOk' })]).toEqual([])
    const bytesOf = (kind: 'responseOk' | 'service') =>
      [...seconds.histograms('one', { ...everything, kind })].map(({ bytes }) => bytes)
    expect(bytesOf('service')).toEqual(bytesOf('responseOk'))
    const db = new Database(file)
    expect(db.prepare('SELECT count(*) FROM second_histograms').pluck().get()).toBe(4)
    db.close()
  })

  test('can be read while seconds go on being appended', () => {
    const { seconds } = storeWithRun()
    seconds.append('one', sampleSecond(0), [sampleHistograms(0, 0), sampleHistograms(1, 0)])
    let second = 1
    for (const { slot } of seconds.histograms('one', { ...everything, kind: 'setup' })) {
      seconds.append('one', sampleSecond(second), [sampleHistograms(slot, second)])
      second++
    }
    expect(second).toBe(3)
  })

  test('that fill more than a page come back byte for byte', () => {
    const { seconds } = storeWithRun()
    const bytes = encodeValues(Array.from({ length: 3000 }, (_, index) => index * 7))
    seconds.append('one', sampleSecond(0, [0]), [{ ...sampleHistograms(0, 0), receiving: bytes }])
    expect([...seconds.histograms('one', { ...everything, kind: 'receiving' })][0]?.bytes).toEqual(
      Buffer.from(bytes)
    )
  })
})
