import { describe, expect, it } from 'vitest'
import { requestFigures } from '../../../src/renderer/src/features/compare/request-figures.ts'
import { runSummary } from '../support/run-fixtures.ts'
import { comparison, difference } from './comparison-fixtures.ts'

function summary(p99ByName: Readonly<Record<string, number>>) {
  const [sample] = Object.values(runSummary().requests)
  if (sample === undefined) throw new Error('the fixture has requests')
  const requests = Object.fromEntries(
    Object.entries(p99ByName).map(([name, p99]) => [
      name,
      { ...sample, latency: { ...sample.latency, response: { ...sample.latency.response, p99 } } }
    ])
  )
  return runSummary({ requests })
}

describe('figures by request name', () => {
  it('have all requests first, then the largest rise, then what has one side only', () => {
    const rows = requestFigures(
      comparison([difference('worse', { requestName: 'item' })], {
        baseSummary: summary({ list: 100, item: 100, gone: 50 }),
        otherSummary: summary({ list: 90, item: 200, fresh: 70 })
      })
    )
    expect(rows.map(({ name, relative, direction }) => [name, relative, direction])).toEqual([
      [null, 0, 'neutral'],
      ['item', 1, 'worse'],
      ['list', -0.1, 'neutral'],
      ['gone', null, 'neutral'],
      ['fresh', null, 'neutral']
    ])
    expect([rows[3]?.otherP99Ms, rows[4]?.baseP99Ms]).toEqual([NaN, NaN])
  })

  it('have the failures after the warm-up, and those of the whole run where no others were kept', () => {
    const plain = summary({ list: 100 })
    const totals = { ...plain.totals, completed: 90, failed: 10, timedOut: 0, httpFailed: 10 }
    const [request] = Object.values(plain.requests)
    if (request === undefined) throw new Error('the fixture has requests')
    const measured = { ...plain, totals, rates: { ...plain.rates, failed: 0 } }
    const rows = requestFigures(
      comparison([], {
        baseSummary: { ...measured, requests: { list: { ...request, totals, failed: 0 } } },
        otherSummary: { ...measured, requests: { list: { ...request, totals } } }
      })
    )
    expect(rows.map(({ baseFailed, otherFailed }) => [baseFailed, otherFailed])).toEqual([
      [0, 0],
      [0, 0.1]
    ])
  })
})
