import { expect, test } from 'vitest'
import { parsePlan } from '../../../src/shared/plan/index.ts'
import { newThreshold } from '../../../src/renderer/src/features/test-form/plan-form.ts'
import {
  filterOptions,
  METRICS,
  THRESHOLD_EXAMPLES
} from '../../../src/renderer/src/features/test-form/threshold-choices.ts'
import { toDocument } from '../../../src/renderer/src/features/test-form/to-document.ts'
import { toForm } from '../../../src/renderer/src/features/test-form/to-form.ts'
import { catalogue, firstRequest } from './plan-fixtures.ts'

test.each(METRICS.map(({ metric, example }) => [metric, example]))(
  'the example of %s is valid',
  (metric, example) => {
    const form = toForm(catalogue)
    form.thresholds = [newThreshold(metric, example)]
    expect(parsePlan(toDocument(form)).valid).toBe(true)
  }
)

test.each(THRESHOLD_EXAMPLES)('the example $metric $expression is valid', ({ metric, expression }) => {
  const form = toForm(catalogue)
  form.thresholds = [newThreshold(metric, expression)]
  expect(parsePlan(toDocument(form)).valid).toBe(true)
})

test('every filter that is offered is valid, whatever the names', () => {
  const form = toForm(catalogue)
  firstRequest(form).name = `a, "b" {c}`
  for (const { metric, example } of METRICS) {
    for (const { value } of filterOptions(form, newThreshold(metric, example))) {
      form.thresholds = [{ ...newThreshold(metric, example), filter: value }]
      expect(parsePlan(toDocument(form))).toMatchObject({ valid: true })
    }
  }
})

test('a filter that the plan does not offer stays a choice', () => {
  const row = { ...newThreshold('http_reqs', 'count>1'), filter: 'name:gone' }
  expect(filterOptions(toForm(catalogue), row).map(({ value }) => value)).toContain('name:gone')
})
