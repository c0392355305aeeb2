import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { z } from 'zod'
import { openStore } from '../../../src/main/store/index.ts'
import type { CapacityResult } from '../../../src/shared/capacity/capacity.ts'
import { memoryIo } from '../../support/memory-io.ts'
import { useCliFixture } from './cli-fixture.ts'

const cli = useCliFixture()

/** One server of 10 ms for each request: 100 requests a second, whatever the machine does. */
const CAPACITY = 100
const LONG_MS = 180_000

let service: ChildProcess
let url = ''

async function ask<T>(schema: z.ZodType<T>): Promise<T> {
  const [message] = await once(service, 'message')
  return schema.parse(message)
}

beforeAll(async () => {
  service = fork(new URL('../../support/single-queue-process.ts', import.meta.url))
  url = (await ask(z.object({ url: z.string() }))).url
})

afterAll(async () => {
  service.disconnect()
  await once(service, 'exit')
})

async function served(): Promise<number> {
  service.send('count')
  return (await ask(z.object({ count: z.number() }))).count
}

function plan(changes: Readonly<Record<string, unknown>> = {}): string {
  const document = {
    ...{ version: 1, name: 'Queue', target: url },
    scenarios: {
      ask: {
        ...{ executor: 'constant-arrival-rate', rate: 50, duration: '1s', preAllocatedVUs: 1 },
        flow: [{ request: { name: 'ask', url: '/' } }]
      }
    },
    ...changes
  }
  return cli.write('queue.json', JSON.stringify(document))
}

const short = ['--step', '2s', '--max-step', '4s', '--warm-up', '1s']

function result(text: string): CapacityResult {
  return JSON.parse(text)
}

describe('find-capacity', () => {
  it(
    'finds the capacity of a single-server queue, keeps the curve, and conserves every request',
    async () => {
      const before = await served()
      const { code, stdout, stderr } = await cli.run(
        ...['find-capacity', plan(), '--slo', 'http_req_response: p(95)<400', ...short],
        ...[
          '--precision',
          '20',
          '--save-steps',
          '--json',
          '-',
          '--csv',
          cli.path('curve.csv'),
          '--tag',
          'release=7'
        ]
      )
      expect(stderr).toMatch(/step 1 +50\.0\/s +achieved .* met/)
      expect(code).toBe(0)
      const { conclusion, steps, search, objectives } = result(stdout)
      expect(conclusion.kind).toBe('found')
      expect(conclusion.rate).toBeGreaterThan(CAPACITY / 2)
      expect(conclusion.rate).toBeLessThan(1.2 * CAPACITY)
      // A machine that is busy with other things can only make it less.
      expect(conclusion.nextRate).toBeGreaterThan(0.7 * CAPACITY)
      expect(conclusion.nextRate! / conclusion.rate!).toBeLessThanOrEqual(1.2)
      expect(conclusion.metConfidence).toBeGreaterThan(0.5)
      expect(objectives).toEqual([{ metric: 'http_req_response', expression: 'p(95)<400' }])
      // No step achieves more than the service can do, give or take what was waiting when it began.
      for (const step of steps) expect(step.achievedRate).toBeLessThan(1.3 * CAPACITY)
      expect(steps.some(({ verdict }) => verdict === 'overloaded')).toBe(true)

      const store = openStore(cli.database, { readonly: true })
      const runs = steps.map(({ runId }) => store.runs.detail(runId!).summary)
      for (const run of runs) {
        expect(run.conservation).toEqual({ balanced: true, problems: [] })
        expect(run.run.tags).toMatchObject({ capacity: search.id, release: '7' })
      }
      expect(runs.reduce((sum, { totals }) => sum + totals.started, 0)).toBe((await served()) - before)
      expect(store.capacity.detail(search.id).result).toEqual(result(stdout))
      store.close()

      const rows: Record<string, string>[] = parse(readFileSync(cli.path('curve.csv'), 'utf8'), {
        columns: true
      })
      expect(rows.map((row) => Number(row['rate']))).toEqual(steps.map(({ rate }) => rate))
      expect(rows.map((row) => row['verdict'])).toEqual(steps.map(({ verdict }) => verdict))

      const shown = await cli.run('show', 'capacity')
      expect(shown.stdout).toContain(`search ${search.id}`)
      expect(shown.stdout).toContain('CAPACITY')
      expect((await cli.run('history', '--capacity')).stdout).toContain(search.id)
      expect(result((await cli.run('show', search.id, '--json', '-')).stdout)).toEqual(result(stdout))
    },
    LONG_MS
  )

  it(
    'ends with 99 where the lowest rate is missed, by the objectives of the plan',
    async () => {
      const file = plan({ thresholds: { http_req_duration: ['p(50)<1'] } })
      const { code, stdout } = await cli.run(
        ...['find-capacity', file, '--start', '20', '--min-rate', '20', '--no-save', ...short]
      )
      expect(code).toBe(99)
      expect(stdout).toMatch(/CAPACITY less than 20\.0 iterations\/s/)
      // Measured again before it is believed.
      expect(stdout).toMatch(/step 2 +20\.0\/s/)
      expect(stdout).not.toContain('Saved')
    },
    LONG_MS
  )

  it(
    'says that there was nothing to judge where no objective has a sample, and ends with 99, or 90 if strict',
    async () => {
      const objective = 'http_req_duration{expected_response:true}: p(95)<400'
      const options = ['--slo', objective, '--start', '20', '--min-rate', '20', '--no-save', ...short]
      const file = plan({
        scenarios: {
          miss: {
            ...{ executor: 'constant-arrival-rate', rate: 50, duration: '1s', preAllocatedVUs: 1 },
            flow: [{ request: { url: '/', expectStatus: 404 } }]
          }
        }
      })
      const { code, stdout } = await cli.run('find-capacity', file, ...options)
      expect(stdout).toMatch(/step 1 +20\.0\/s .* no-samples/)
      expect(stdout).toContain('there was nothing to judge at any rate down to 20.0/s')
      expect(code).toBe(99)
      expect((await cli.run('find-capacity', file, ...options, '--strict')).code).toBe(90)
    },
    LONG_MS
  )

  it(
    'says what is known when it is stopped, saves it, and lets it be deleted',
    async () => {
      const io = memoryIo({ env: { LOADGALE_DB: cli.database } })
      const written = io.stdout.write.bind(io.stdout)
      io.stdout.write = (text) => {
        // The first step has ended: the second is being stopped.
        if (/step 1 .* met/.test(text)) io.signal()
        return written(text)
      }
      const { code, stdout } = await cli.runWith(io, [
        ...['find-capacity', plan(), '--slo', 'http_req_response: p(95)<500', '--start', '10', ...short]
      ])
      expect(code).toBe(105)
      expect(stdout).toContain('CAPACITY at least 10.0 iterations/s')
      expect(stdout).toContain('The search was stopped.')
      const [, id = ''] = /Saved as search (\w+) in /.exec(stdout) ?? []
      expect((await cli.run('delete', id)).stdout).toContain(`Deleted ${id}`)
      expect((await cli.run('show', id)).code).toBe(255)
      expect((await cli.run('restore', id)).code).toBe(0)
      expect((await cli.run('show', id)).stdout).toContain('capacity search stopped')
    },
    LONG_MS
  )

  it('refuses a wrong objective, none at all, and rates that do not fit, with 104', async () => {
    const wrong = await cli.run('find-capacity', plan(), '--slo', 'http_req_response: p(99)<200ms')
    expect(wrong.code).toBe(104)
    expect(wrong.stderr).toContain('limits of latencies are in ms')
    expect((await cli.run('find-capacity', plan())).stderr).toContain('There is no objective')
    const rates = ['--slo', 'http_req_failed: rate<0.01', '--start', '10', '--max-rate', '5']
    expect((await cli.run('find-capacity', plan(), ...rates)).stderr).toContain('above the highest one 5/s')
  })

  it('prints nothing but the result when told to be quiet', async () => {
    const options = ['--slo', 'http_req_response: p(95)<500', '--start', '5', '--max-rate', '5', '--quiet']
    const { code, stdout, stderr } = await cli.run(
      'find-capacity',
      plan(),
      ...options,
      ...short,
      '--json',
      '-',
      '--no-save'
    )
    expect(code).toBe(0)
    expect(stderr).toBe('')
    expect(result(stdout)).toMatchObject({
      schema: 'loadgale.capacity/1',
      search: { status: 'finished' },
      conclusion: { kind: 'at-least', limit: 'max-rate', rate: 5 }
    })
  })
})
