import { describe, expect, it } from 'vitest'
import { laneYoungGenerationMb } from '../../../src/main/run/thread-memory.ts'
import { parsePlan } from '../../../src/shared/plan/index.ts'
import type { Plan } from '../../../src/shared/plan/plan.ts'

const PLAIN = { url: '/', headers: { accept: 'text/plain' }, method: 'POST', body: 'hello' }

function planOf(...flow: readonly object[]): Plan {
  const scenarios = { a: { executor: 'shared-iterations', flow } }
  const parsed = parsePlan({ version: 1, target: 'http://base.test', scenarios })
  if (!parsed.valid) throw new Error(JSON.stringify(parsed.problems))
  return parsed.plan
}

describe('the young generation of a lane', () => {
  const least = laneYoungGenerationMb(planOf({ request: PLAIN }))

  it('is small where requests are the same bytes each time and nobody reads the responses', () => {
    expect(least).toBeLessThan(laneYoungGenerationMb(planOf({ request: { ...PLAIN, body: '${iteration}' } })))
    expect(laneYoungGenerationMb(planOf({ request: PLAIN }, { think: '1s' }))).toBe(least)
  })

  it.each([
    ['a URL', { url: '/${vu}' }],
    ['a header', { headers: { 'x-id': '${uuid}' } }],
    ['a body', { json: { at: '${iteration}' }, body: undefined }],
    ['a password', { auth: { basic: { username: 'me', password: '${env.PASSWORD}' } } }],
    ['digest authentication', { auth: { digest: { username: 'me', password: 'secret' } } }]
  ])('is ample with %s that makes objects for each request', (_, change) => {
    const request = Object.fromEntries(Object.entries({ ...PLAIN, ...change }).filter(([, value]) => value))
    expect(laneYoungGenerationMb(planOf({ request: PLAIN }, { request }))).toBeGreaterThan(least)
  })

  it.each([
    ['a check', { checks: [{ bodyContains: 'hello' }] }],
    ['an extraction', { extract: { id: { header: 'x-id' } } }]
  ])('is ample with %s, which reads each response', (_, reading) => {
    expect(laneYoungGenerationMb(planOf({ request: PLAIN, ...reading }))).toBeGreaterThan(least)
  })
})
