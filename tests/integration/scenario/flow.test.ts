import { GivenIterations } from '../../support/given-iterations.ts'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HttpClient } from '../../../src/main/engine/http/index.ts'
import type { RequestRecord } from '../../../src/main/engine/metrics/index.ts'
import { compileScenario } from '../../../src/main/engine/scenario/index.ts'
import { EventLoop, type Coroutine } from '../../../src/main/engine/scheduler/index.ts'
import { practicePlan, validatePlanDocument } from '../../../src/main/plan/index.ts'
import { startPracticeTarget, type RunningPracticeTarget } from '../../../src/main/target/index.ts'
import { Outcome } from '../../../src/shared/metrics/outcome.ts'
import type { Plan } from '../../../src/shared/plan/plan.ts'

let target: RunningPracticeTarget

beforeEach(async () => {
  // Never slow, never flaky.
  target = await startPracticeTarget({ random: () => 0.5 })
})

afterEach(() => target.close())

interface Reports {
  readonly ended: { name: string; outcome: number; status: number; inOrder: boolean }[]
  readonly checks: [name: string, passed: boolean][]
}

/** Runs each scenario of the plan with one virtual user for some iterations, over real sockets. */
async function runFlows(plan: Plan, iterations: number): Promise<Reports> {
  const loop = new EventLoop()
  const client = new HttpClient({ loop })
  const reports: Reports = { ended: [], checks: [] }
  const metrics = {
    requestDispatched: () => {},
    requestEnded: (record: RequestRecord) => {
      const { slot, outcome, status } = record
      reports.ended.push({
        name: plan.slots.requests[slot]?.name ?? '',
        outcome,
        status,
        inOrder: inOrder(record)
      })
    },
    checkEnded: (slot: number, passed: boolean) => {
      reports.checks.push([plan.slots.checks[slot]?.name ?? '', passed])
    }
  }
  const users = plan.scenarios.map((_, index) =>
    compileScenario(plan, index, { loop, client, metrics, env: {} })(index + 1)
  )
  function* main(): Coroutine<void> {
    for (const user of users) {
      for (let count = 0; count < iterations; count++)
        yield* user.iterations(new GivenIterations(loop.nowMs()))
      user.close()
    }
  }
  try {
    await loop.run(main())
  } finally {
    client.close()
  }
  return reports
}

function inOrder(record: RequestRecord): boolean {
  const { intendedMs, dispatchMs, readyMs, sentMs, firstByteMs, endMs } = record
  const moments = [intendedMs, dispatchMs, readyMs, sentMs, firstByteMs, endMs]
  return moments.every((moment, index) => index === 0 || moment >= (moments[index - 1] ?? 0))
}

function planOf(document: unknown): Plan {
  const parsed = validatePlanDocument(document)
  if (!parsed.valid) throw new Error(JSON.stringify(parsed.problems))
  return parsed.plan
}

describe('the practice plan against the practice target', () => {
  it('gets every answer that it expects', async () => {
    const { ended, checks } = await runFlows(planOf(practicePlan(target.url)), 2)
    expect(ended).toEqual(
      ['list', 'item', 'slow', 'flaky', 'list', 'item', 'slow', 'flaky', 'login', 'login'].map((name) => ({
        name,
        outcome: Outcome.ok,
        status: 200,
        inOrder: true
      }))
    )
    expect(checks.map(([name]) => name)).toContain('login: $.token exists')
    expect(checks.filter(([, passed]) => !passed)).toEqual([])
  })
})

describe('a flow over real sockets', () => {
  it('goes on after failures of every kind and counts each', async () => {
    const urls = ['/reset', '/truncate', '/garbage', '/status/503', '/fast']
    const plan = planOf({
      version: 1,
      target: target.url,
      scenarios: {
        a: { executor: 'constant-vus', duration: '1s', flow: urls.map((url) => ({ request: { url } })) }
      }
    })
    const { ended } = await runFlows(plan, 1)
    expect(ended.map(({ name, outcome, inOrder }) => [name, outcome, inOrder])).toEqual([
      ['/reset', Outcome.transportError, true],
      ['/truncate', Outcome.transportError, true],
      ['/garbage', Outcome.transportError, true],
      ['/status/503', Outcome.httpError, true],
      ['/fast', Outcome.ok, true]
    ])
  })

  it('sends back what a response gave', async () => {
    const flow = [
      { request: { url: '/items/3' }, extract: { name: { jsonpath: '$.name' } } },
      {
        request: { url: '/echo', method: 'POST', json: { said: '${name}' } },
        checks: [{ jsonpath: '$.said', equals: await nameOfItem(3) }]
      }
    ]
    const scenarios = { a: { executor: 'constant-vus', duration: '1s', flow } }
    const { checks } = await runFlows(planOf({ version: 1, target: target.url, scenarios }), 1)
    expect(checks.map(([, passed]) => passed)).toEqual([true])
  })
})

async function nameOfItem(id: number): Promise<string> {
  const response = await fetch(`${target.url}/items/${id}`)
  const item: unknown = await response.json()
  return String(Object(item).name)
}
