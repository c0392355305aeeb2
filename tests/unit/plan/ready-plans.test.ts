import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  practicePlan,
  quickPlan,
  validatePlanDocument,
  validatePlanText
} from '../../../src/main/plan/index.ts'
import {
  exportJsonSchema,
  planReferences,
  plannedDurationMs,
  plannedIterations
} from '../../../src/shared/plan/index.ts'
import type { Plan } from '../../../src/shared/plan/plan.ts'

const EXAMPLES = join(import.meta.dirname, '../../../docs/examples')

function planOf(document: unknown): Plan {
  const parsed = validatePlanDocument(document)
  if (!parsed.valid) throw new Error(JSON.stringify(parsed.problems))
  return parsed.plan
}

describe('the example plans', () => {
  it.each(readdirSync(EXAMPLES))('%s is valid and gives no warning', (file) => {
    const parsed = validatePlanText(readFileSync(join(EXAMPLES, file), 'utf8'), file)
    expect(parsed).toMatchObject({ valid: true, warnings: [] })
  })

  it.each(['README.md', 'docs/plan.md'])('of %s is valid, as it stands on the page', (page) => {
    const text = readFileSync(join(EXAMPLES, '../..', page), 'utf8')
    const plans = [...text.matchAll(/```yaml\n(version: 1\n.*?)```/gs)].map(([, plan = '']) => plan)
    expect(plans).not.toHaveLength(0)
    for (const plan of plans) {
      expect(validatePlanText(plan, page)).toMatchObject({ valid: true, warnings: [] })
    }
  })

  it('sign-in.yaml takes its address and password from outside', () => {
    const parsed = validatePlanText(readFileSync(join(EXAMPLES, 'sign-in.yaml'), 'utf8'), 'sign-in.yaml')
    expect(parsed.valid && planReferences(parsed.plan)).toEqual({
      env: ['SHOP_URL', 'SHOP_PASSWORD'],
      secrets: [],
      optionalEnv: []
    })
  })
})

describe('the practice plan', () => {
  it('is valid without a warning, half a minute long, and of several named requests', () => {
    const parsed = validatePlanDocument(practicePlan('http://127.0.0.1:1'))
    expect(parsed).toMatchObject({ valid: true, warnings: [] })
    const plan = planOf(practicePlan('http://127.0.0.1:1'))
    expect(plannedDurationMs(plan)).toBe(30_000)
    expect(plan.slots.requests.map(({ name }) => name)).toEqual(['list', 'item', 'slow', 'flaky', 'login'])
  })
})

describe('quickPlan', () => {
  const url = 'http://127.0.0.1:1/a?b=c'

  it('keeps connections busy for a time', () => {
    expect(planOf(quickPlan({ url, connections: 50 })).scenarios[0]).toMatchObject({
      executor: { kind: 'constant-vus', vus: 50, durationMs: 10_000 },
      flow: [{ name: 'GET /a?b=c', method: 'GET', url }]
    })
  })

  it('sends a number of requests, over no more connections than there are requests', () => {
    expect(planOf(quickPlan({ url, connections: 50, requests: 20 })).scenarios[0]?.executor).toEqual({
      kind: 'shared-iterations',
      vus: 20,
      iterations: 20,
      maxDurationMs: 86_400_000
    })
  })

  it('posts a body by default, with references in it taken literally', () => {
    const plan = planOf(
      quickPlan({
        ...{ url, connections: 1, headers: { 'X-A': '1' }, timeoutMs: 500 },
        request: { method: 'POST', body: 'a=$${b}' }
      })
    )
    expect(plan.scenarios[0]?.flow[0]).toMatchObject({
      method: 'POST',
      body: { kind: 'text', text: 'a=$${b}' },
      headers: [['X-A', '1']],
      timeouts: { totalMs: 500 }
    })
  })

  it('plans exactly the requests that were asked for at any rate', () => {
    const rate = fc.oneof(fc.integer({ min: 1, max: 100_000 }), fc.constantFrom(0.1, 0.5, 2.5, 33.3))
    fc.assert(
      fc.property(rate, fc.integer({ min: 1, max: 100_000 }), (ratePerSecond, requests) => {
        const [scenario] = planOf(quickPlan({ url, connections: 5, ratePerSecond, requests })).scenarios
        expect(scenario && plannedIterations(scenario)).toBe(requests)
      })
    )
  })

  it('ends at whichever bound is reached first, at a rate as without one', () => {
    const startsAfter = (durationMs: number): unknown => {
      const bounds = { requests: 100, durationMs }
      const [scenario] = planOf(quickPlan({ url, connections: 5, ratePerSecond: 10, ...bounds })).scenarios
      return scenario && [Object(scenario.executor).durationMs, plannedIterations(scenario)]
    }
    expect(startsAfter(2000)).toEqual([2000, 20])
    expect(startsAfter(60_000)).toEqual([9950, 100])
    expect(
      planOf(quickPlan({ url, connections: 5, requests: 100, durationMs: 2000 })).scenarios[0]?.executor
    ).toMatchObject({ iterations: 100, maxDurationMs: 2000 })
  })

  it('asks for exactly the rate that was typed, however low', () => {
    const perSecond = fc.oneof(
      fc.constantFrom(0.0001, 0.0004, 2.5, 33.3, 1 / 3, 1e-7, 0.123456789, 9_999_999.5),
      fc.double({ min: 1e-6, max: 1e7, noNaN: true })
    )
    fc.assert(
      fc.property(perSecond, (ratePerSecond) => {
        const [scenario] = planOf(quickPlan({ url, connections: 5, ratePerSecond })).scenarios
        const { rate, timeUnitMs } = Object(scenario?.executor)
        expect(Math.abs((rate * 1000) / timeUnitMs / ratePerSecond - 1)).toBeLessThan(4 * Number.EPSILON)
      })
    )
    const document = quickPlan({ url, connections: 1, ratePerSecond: 2.5 })
    expect(document).toMatchObject({ scenarios: { quick: { rate: 25, timeUnit: 10_000 } } })
  })

  it('says what is wrong with the URL', () => {
    const parsed = validatePlanDocument(quickPlan({ url: 'localhost:80', connections: 1 }))
    expect(parsed.valid ? [] : parsed.problems.map(({ message }) => message)).toEqual([
      'The URL "localhost:80" is relative; expected an absolute URL, or a target in the plan.'
    ])
  })
})

describe('exportJsonSchema', () => {
  it('is JSON Schema 2020-12 that refuses unknown keys', () => {
    expect(exportJsonSchema()).toMatchObject({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'Loadgale test plan',
      type: 'object',
      required: ['version', 'scenarios'],
      additionalProperties: false
    })
  })
})
