import { describe, expect, test } from 'vitest'
import {
  answerWords,
  confidenceText,
  latencyLimits
} from '../../../src/renderer/src/features/capacity/capacity-words.ts'
import { checkSearchForm, searchForm } from '../../../src/renderer/src/features/capacity/search-form.ts'
import { capacityResult } from '../../unit/capacity/capacity-result.ts'
import { judged } from '../../unit/capacity/step-samples.ts'
import { catalogue } from '../test-form/plan-fixtures.ts'

const empty = {
  objectives: 'http_req_failed: rate<0.01',
  startRate: '',
  maxRate: '',
  step: '',
  precision: ''
}

describe('the form of a search', () => {
  test('begins with the objectives of the plan, or with two examples', () => {
    const thresholds = { http_req_response: ['p(99)<200'], http_reqs: ['count>1'] }
    expect(searchForm({ ...catalogue, thresholds }, null)).toMatchObject({
      ...{ objectives: 'http_req_response: p(99)<200', startRate: '', step: '' }
    })
    expect(searchForm({ ...catalogue, thresholds: {} }, null).objectives).toBe(
      'http_req_response: p(99)<200\nhttp_req_failed: rate<0.01'
    )
  })

  test('takes over the choices of the search before', () => {
    expect(searchForm(catalogue, capacityResult())).toEqual({
      ...{ objectives: 'http_req_response: p(99)<200', startRate: '100', maxRate: '', step: '10s' },
      precision: '50'
    })
  })

  test('gives what was typed, and nothing for what was left empty', () => {
    expect(checkSearchForm(empty)).toEqual({
      ...{ objectives: ['http_req_failed: rate<0.01'], choices: {}, problems: {} }
    })
    const typed = { ...empty, startRate: '0.5', maxRate: '1e3', step: '1m', precision: '2' }
    expect(checkSearchForm(typed).choices).toEqual({
      ...{ startRate: 0.5, maxRate: 1000, stepMs: 60_000, precision: 0.02 }
    })
  })

  test('says at each field what is wrong with it', () => {
    const wrong = {
      objectives: 'latency < 5',
      startRate: 'fast',
      maxRate: '0',
      step: 'soon',
      precision: '90'
    }
    const { problems } = checkSearchForm(wrong)
    expect(Object.keys(problems).sort()).toEqual(Object.keys(wrong).sort())
    expect(problems.objectives).toContain('expected a metric, a colon and an expression')
    expect(checkSearchForm({ ...empty, objectives: ' \n' }).problems.objectives).toBe(
      'Name at least one objective.'
    )
  })
})

describe('the words of a search', () => {
  test('put the answer first, or the bracket while it goes on', () => {
    const { conclusion } = capacityResult()
    const of = (changes: Partial<typeof conclusion>) => answerWords({ ...conclusion, ...changes }, null).word
    expect([
      of({}),
      of({ kind: 'at-least' }),
      of({ kind: 'below', nextRate: 5 }),
      of({ kind: 'unknown' })
    ]).toEqual(['150/s', 'at least 150/s', 'less than 5.0/s', 'unknown'])
    const live = (met: number | null, missed: number | null) => answerWords(conclusion, { met, missed }).word
    expect([live(null, null), live(100, null), live(null, 50), live(100, 200)]).toEqual([
      ...['searching', 'above 100/s', 'below 50.0/s', '100 to 200/s']
    ])
  })

  test('are never wholly sure, and draw only limits on latency', () => {
    expect([confidenceText(1), confidenceText(null)]).toEqual([
      ...['confidence >99\u00a0%', 'by its verdict alone']
    ])
    const objectives = [judged(), judged(), judged({ metric: 'http_req_failed', limit: 0.01 })]
    expect(latencyLimits({ objectives })).toEqual([200])
    expect(latencyLimits(undefined)).toEqual([])
  })
})
