import { expect, it } from 'vitest'
import { planDocument } from './plan-document.ts'
import { countingServer, runPlan } from './run-fixture.ts'

const MIB = 1024 * 1024

/** JSON text of so many bytes whose last characters are `x"`. */
function json(bytes: number): string {
  return `"${'a'.repeat(bytes - 3)}x"`
}

function scenarios(flow: unknown[]): Record<string, Record<string, unknown>> {
  return { one: { executor: 'shared-iterations', iterations: 1, flow } }
}

it.each([2 * MIB, 16 * MIB])('checks and extraction read a body of %d bytes to its end', async (bytes) => {
  const server = await countingServer((_, response) => response.end(json(bytes)))
  const flow = [
    {
      request: { url: '/' },
      extract: { end: { regex: 'x"$' } },
      checks: [{ jsonpath: '$' }, { bodyContains: 'x"' }]
    },
    { request: { name: 'next', url: '/?${end}' } }
  ]
  const { summary } = await runPlan(planDocument(server.url, scenarios(flow)))
  expect(summary.checks.map(({ passed, failed }) => [passed, failed])).toEqual([
    [1, 0],
    [1, 0]
  ])
  expect(summary.totals).toMatchObject({ completed: 2, failed: 0 })
})

it('a body of which only the start was kept fails its request, and only where somebody looks into it', async () => {
  const server = await countingServer((_, response) => response.end(json(16 * MIB + 1)))
  const flow = [
    { request: { url: '/' }, checks: [{ bodyContains: 'aaa' }, { jsonpath: '$', exists: false }] },
    { request: { name: 'unseen', url: '/' }, checks: [{ status: 200 }] }
  ]
  const { summary } = await runPlan(planDocument(server.url, scenarios(flow)))
  expect(summary.errors).toEqual({ body_too_large_to_check: 1 })
  expect(summary.checks.map(({ passed, failed }) => [passed, failed])).toEqual([
    [0, 1],
    [0, 1],
    [1, 0]
  ])
})
