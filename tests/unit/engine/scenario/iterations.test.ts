import { describe, expect, it } from 'vitest'
import type { Coroutine } from '../../../../src/main/engine/scheduler/index.ts'
import { prepareRun, runScenario, type ScenarioRun } from './scenario-run.ts'
import { GivenIterations } from '../../../support/given-iterations.ts'

const home = { request: { name: 'home', url: '/' } }

function* oneIteration({ user }: ScenarioRun, intendedMs: number): Coroutine<void> {
  yield* user.iterations(new GivenIterations(intendedMs))
}

describe('the intended start of a request', () => {
  it('is the given one for the first, then the end of the step before plus its think time', () => {
    const flow = [home, { think: '100ms' }, home, home]
    const run = prepareRun(flow, { answers: [{ afterMs: 30 }, { afterMs: 20 }, { afterMs: 10 }] })
    run.driver.clock.advance(50)
    run.driver.run(run.loop, oneIteration(run, 45))
    expect(run.reported.dispatched).toEqual([
      'slot 0 intended 45 dispatched 50',
      'slot 0 intended 180 dispatched 180',
      'slot 0 intended 200 dispatched 200'
    ])
  })

  it('is later by a think time that stands first', () => {
    const run = prepareRun([{ think: 40 }, home])
    run.driver.run(run.loop, oneIteration(run, 0))
    expect(run.reported.dispatched).toEqual(['slot 0 intended 40 dispatched 40'])
  })
})

describe('variables', () => {
  const flow = [
    { request: { name: 'list', url: '/items' }, extract: { id: { jsonpath: '$.items[0].id' } } },
    { request: { name: 'item', url: '/items/${id}' } }
  ]

  it('carry a value from one response into the next request', () => {
    const { client } = runScenario(flow, { answers: [{ body: '{"items":[{"id":41}]}' }] })
    expect(client.sent.map(({ text }) => text.split(' ')[1])).toEqual(['/items', '/items/41'])
    expect(client.sent.map(({ captured }) => captured)).toEqual(['body', ''])
  })

  it('are reset with each iteration: a value is not carried into the next', () => {
    const answers = [{ body: '{"items":[{"id":41}]}' }, {}, { body: '{}' }]
    const { client, samples } = runScenario(flow, { answers, iterations: 2 })
    expect(client.sent.map(({ text }) => text.split(' ')[1])).toEqual(['/items', '/items/41', '/items'])
    expect(samples.map(({ reason }) => reason)).toEqual([
      'the variable "id" has no value: no earlier response gave one'
    ])
  })

  it('fall back to the value of the plan when a response gives none', () => {
    const { client } = runScenario(flow, { answers: [{ body: 'no JSON' }], plan: { variables: { id: 1 } } })
    expect(client.sent[1]?.text.split(' ')[1]).toBe('/items/1')
  })

  it('are read by JSONPath, regular expression and header name', () => {
    const extract = {
      a: { jsonpath: '$.deep[1]' },
      b: { regex: 'token=(\\w+)' },
      c: { header: 'X-Request-Id' },
      d: { regex: 'tok.n', group: 0 }
    }
    const { client } = runScenario([{ ...home, extract }, { request: { url: '/?${a}&${b}&${c}&${d}' } }], {
      answers: [{ head: 'x-request-id: 9\r\n', body: '{"deep":[0,{"x":"token=abc"}]}' }]
    })
    expect(client.sent[1]?.text.split(' ')[1]).toBe('/?{%22x%22:%22token=abc%22}&abc&9&token')
  })
})

describe('a request that failed', () => {
  it('does not end the iteration', () => {
    const { reported } = runScenario([home, home], { answers: [{ error: 'connect_refused' }, {}] })
    expect(reported.ended.map((line) => line.split(' ')[3])).toEqual(['3', '0'])
  })

  it('is an HTTP error when its status is not expected', () => {
    const statuses = [200, 404, 500, 302]
    const flow = statuses.map(() => home)
    const { reported } = runScenario(flow, { answers: statuses.map((status) => ({ status })) })
    expect(reported.ended.map((line) => line.split(' ')[3])).toEqual(['0', '1', '1', '0'])
    const expecting = [{ request: { url: '/', expectStatus: [404, '5xx'] } }]
    expect(runScenario(expecting, { answers: [{ status: 404 }] }).reported.ended[0]).toContain('outcome 0')
    expect(runScenario(expecting, { answers: [{ status: 200 }] }).reported.ended[0]).toContain('outcome 1')
  })

  it('leaves at most five samples of a kind', () => {
    const { samples, reported } = runScenario([home], { answers: [{ status: 503 }], iterations: 9 })
    expect(reported.ended).toHaveLength(9)
    expect(samples).toHaveLength(5)
    expect(samples[0]).toMatchObject({ slot: 0, status: 503, error: 'none', reason: '' })
  })
})

describe('checks', () => {
  const checks = [
    { status: 200 },
    { jsonpath: '$.items' },
    { jsonpath: '$.gone', exists: false },
    { jsonpath: '$.n', equals: 5 },
    { jsonpath: '$.s', equals: '5' },
    { bodyContains: '"ü"' },
    { header: 'Content-Type', contains: 'json' },
    { durationBelow: '20ms' }
  ]

  it('hold for a response that has it all', () => {
    const answer = {
      head: 'content-type: application/json\r\n',
      body: '{"items":null,"n":5,"s":"5","u":"ü"}',
      afterMs: 10
    }
    const { reported, client } = runScenario([{ ...home, checks }], { answers: [answer] })
    expect(reported.checks).toEqual(checks.map((_, slot) => `${slot} passed`))
    expect(client.sent[0]?.captured).toBe('head body')
  })

  it('fail one by one for a response that has none of it', () => {
    const answer = { status: 201, body: '{"gone":1,"n":"5","s":5}', afterMs: 20 }
    const { reported } = runScenario([{ ...home, checks }], { answers: [answer] })
    expect(reported.checks).toEqual(checks.map((_, slot) => `${slot} failed`))
  })

  it('all fail without a whole response', () => {
    const { reported } = runScenario([{ ...home, checks }], { answers: [{ error: 'truncated_response' }] })
    expect(reported.checks).toEqual(checks.map((_, slot) => `${slot} failed`))
  })

  it('keep nothing of the response where they need nothing of it', () => {
    const { client } = runScenario([{ ...home, checks: [{ status: 200 }, { durationBelow: '1s' }] }])
    expect(client.sent[0]?.captured).toBe('')
  })
})

describe('an iteration that is cancelled', () => {
  it('reports its request as interrupted, once, and no check', () => {
    const run = prepareRun([{ ...home, checks: [{ status: 200 }] }, home], { answers: [{ afterMs: 1000 }] })
    const task = run.loop.createTask(oneIteration(run, 0))
    run.driver.advance(10)
    task.cancel()
    run.driver.runUntilIdle()
    expect(task.cancelled()).toBe(true)
    expect(run.reported.ended).toEqual(['slot 0 outcome 4 status 0 error 30 at 10'])
    expect(run.reported.checks).toEqual([])
  })

  it('ends at once in a think time', () => {
    const run = prepareRun([{ think: '1h' }, home])
    const task = run.loop.createTask(oneIteration(run, 0))
    run.driver.advance(10)
    task.cancel()
    run.driver.runUntilIdle()
    expect(task.cancelled()).toBe(true)
    expect(run.reported.dispatched).toEqual([])
  })
})

describe('a virtual user', () => {
  it('closes its connections', () => {
    const run = prepareRun([home])
    run.user.close()
    expect(run.client.closedSessions).toBe(1)
  })

  it('pauses longer and longer when its requests fail at once, up to 100 ms', () => {
    const { client } = runScenario([home], { answers: [{ error: 'connect_refused' }], iterations: 14 })
    const starts = client.sent.map(({ intendedMs }) => intendedMs)
    const pauses = starts.slice(1).map((startMs, index) => startMs - (starts[index] ?? 0))
    expect(pauses).toEqual([0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 100, 100, 100])
  })

  it('counts its pauses as no lateness', () => {
    const { reported } = runScenario([home, home, home, home, home], {
      answers: [{ error: 'connect_refused' }]
    })
    expect(reported.dispatched.at(-1)).toBe('slot 0 intended 1 dispatched 1')
  })

  it('goes on at full speed after the first request that does not fail at once', () => {
    const fails = { error: 'connect_refused' } as const
    const { client } = runScenario([home], {
      answers: [fails, fails, fails, fails, {}, fails, fails],
      iterations: 7
    })
    expect(client.sent.map(({ intendedMs }) => intendedMs)).toEqual([0, 0, 0, 0, 1, 1, 1])
  })

  it('does not pause in an open model, where the schedule sets the pace', () => {
    const scenario = { executor: 'constant-arrival-rate', rate: 1, duration: '1m', preAllocatedVUs: 1 }
    const { client } = runScenario([home], {
      scenario,
      answers: [{ error: 'connect_refused' }],
      iterations: 9
    })
    expect(new Set(client.sent.map(({ intendedMs }) => intendedMs))).toEqual(new Set([0]))
  })

  it('lets others run in an iteration that never waits', () => {
    const run = prepareRun([{ think: 0 }])
    const order: string[] = []
    run.loop.createTask(
      (function* () {
        yield* run.user.iterations(new GivenIterations(0))
        order.push('iteration')
      })()
    )
    run.loop.callSoon(() => order.push('other'))
    run.driver.runUntilIdle()
    expect(order).toEqual(['other', 'iteration'])
  })
})
