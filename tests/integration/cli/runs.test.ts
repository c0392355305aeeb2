import Database from 'better-sqlite3'
import { readFileSync } from 'node:fs'
import { parse } from 'csv-parse/sync'
import { describe, expect, it } from 'vitest'
import type { RunComparison } from '../../../src/shared/compare.ts'
import type { RunSummary } from '../../../src/shared/metrics/summary.ts'
import type { HistoryJson, SummaryJson } from '../../../src/main/report/index.ts'
import { HdrHistogram } from '../../../src/shared/metrics/histogram/index.ts'
import { readHlog } from '../../support/hlog.ts'
import { memoryIo } from '../../support/memory-io.ts'
import { useCliFixture } from './cli-fixture.ts'

const cli = useCliFixture()

function plan(changes: Readonly<Record<string, unknown>> = {}): string {
  return JSON.stringify({
    version: 1,
    name: 'Catalogue',
    target: cli.url,
    scenarios: {
      browse: {
        ...{ executor: 'shared-iterations', vus: 4, iterations: 40 },
        flow: [
          {
            request: { name: 'list', url: '/items' },
            extract: { first: { jsonpath: '$.items[0].id' } },
            checks: [{ status: 200 }]
          },
          { request: { name: 'item', url: '/items/${first}' } }
        ]
      }
    },
    thresholds: { http_req_failed: ['rate<0.01'], checks: ['rate>0.99'] },
    ...changes
  })
}

function json<T>(text: string): T {
  return JSON.parse(text)
}

describe('run', () => {
  it('runs a plan, prints the summary, saves the run and says where', async () => {
    const file = cli.write('plan.json', plan())
    const { code, stdout } = await cli.run('run', file, '--tag', 'release=1', '--name', 'First')
    expect(code).toBe(0)
    expect(stdout).toMatch(/First {2}finished after .* PASSED/)
    expect(stdout).toMatch(/list +40 /)
    expect(stdout).toMatch(/item +40 /)
    const [, id] = /Saved as run (\w+) in /.exec(stdout) ?? []
    expect(stdout).toContain(cli.database)
    expect((await cli.run('show', String(id))).stdout).toMatch(/First .*\n.*release=1/)
  })

  it('gives stdout to the JSON alone, which conserves every request and iteration', async () => {
    const file = cli.write('plan.json', plan())
    const { code, stdout, stderr } = await cli.run('run', file, '--json', '-', '--no-save')
    expect(code).toBe(0)
    const summary = json<RunSummary>(stdout)
    expect(summary).toMatchObject({
      schema: 'loadgale.summary/1',
      run: { name: 'Catalogue', status: 'finished', target: cli.url },
      verdict: 'passed',
      iterations: { planned: 40, started: 40, completed: 40, interrupted: 0, dropped: 0, notStarted: 0 },
      totals: { started: 80, completed: 80, failed: 0, timedOut: 0, inFlight: 0 },
      statusCodes: { 200: 80 },
      conservation: { balanced: true, problems: [] }
    })
    expect(Object.keys(summary.requests).sort()).toEqual(['item', 'list'])
    expect(stderr).toContain('PASSED')
    expect(stderr).not.toContain('Saved')
  })

  it('prints nothing but the JSON when told to be quiet', async () => {
    const file = cli.write('plan.json', plan())
    const { stdout, stderr } = await cli.run('run', file, '--json', '-', '--no-save', '--quiet')
    expect(json<RunSummary>(stdout).schema).toBe('loadgale.summary/1')
    expect(stderr).toBe('')
  })

  it('ends with 99 when a threshold fails, and saves', async () => {
    const file = cli.write('failing.json', plan({ thresholds: { http_req_response: ['p(95)<0.0001'] } }))
    const { code, stdout } = await cli.run('run', file)
    expect(code).toBe(99)
    expect(stdout).toMatch(/✗ http_req_response p\(95\)<0\.0001/)
    expect((await cli.run('history', '--limit', '1')).stdout).toContain('failed')
  })

  it('warns of a run that proves nothing, and exits with 90 instead of 0 and 99 where that is strict', async () => {
    // One user does five of the fifty iterations of the second.
    const executor = {
      executor: 'constant-arrival-rate',
      rate: 50,
      duration: '1s',
      maxVUs: 1,
      preAllocatedVUs: 1
    }
    const scenarios = { browse: { ...executor, flow: [{ request: { name: 'late', url: '/delay/200' } }] } }
    const file = cli.write('plan.json', plan({ scenarios, thresholds: { dropped_iterations: ['count<1'] } }))
    const lenient = await cli.run('run', file, '--no-save')
    expect(lenient.code).toBe(99)
    expect(lenient.stderr).toMatch(/^warning: only \d+(\.\d)? % of the planned rate was reached$/m)
    const strict = await cli.run('run', file, '--no-save', '--strict', '--quiet')
    expect(strict.code).toBe(90)
    expect(strict.stderr).toMatch(/^inconclusive: only \d+(\.\d)? % of the planned rate was reached$/m)
  })

  it('replaces the scenarios by the load of the options and says so', async () => {
    const file = cli.write('plan.json', plan())
    const argv = ['run', file, '--vus', '2', '--iterations', '6', '--json', '-', '--no-save'] as const
    const { stdout, stderr } = await cli.run(...argv)
    expect(json<RunSummary>(stdout).iterations.completed).toBe(6)
    expect(stderr).toContain('replace the scenarios of the plan by one: browse')
  })

  it('takes the value of a reference from -e before the environment and never saves it', async () => {
    const flow = [{ request: { name: 'one', url: '/items/${env.ITEM}' } }]
    const browse = { executor: 'shared-iterations', vus: 1, iterations: 3, flow }
    const file = cli.write('env.json', plan({ scenarios: { browse }, thresholds: {} }))
    const withoutValue = await cli.run('run', file)
    expect(withoutValue.code).toBe(104)
    expect(withoutValue.stderr).toContain('${env.ITEM} has no value')
    const io = memoryIo({ env: { LOADGALE_DB: cli.database, ITEM: '5000' } })
    const fromEnvironment = await cli.runWith(io, ['run', file, '--json', '-', '--no-save'])
    expect(json<RunSummary>(fromEnvironment.stdout).statusCodes).toEqual({ 404: 3 })
    const given = await cli.run('run', file, '-e', 'ITEM=7', '--json', '-')
    expect(json<RunSummary>(given.stdout).statusCodes).toEqual({ 200: 3 })
    expect(readFileSync(cli.database).includes('ITEM=7')).toBe(false)
  })

  it('ends with 107 when not one request could be made', async () => {
    const flow = [
      {
        request: { name: 'list', url: 'http://${missing}/' }
      }
    ]
    const browse = { executor: 'shared-iterations', vus: 1, iterations: 2, flow }
    const file = cli.write(
      'script.json',
      plan({ variables: { missing: 'not a host' }, scenarios: { browse }, thresholds: {} })
    )
    const { code } = await cli.run('run', file, '--no-save')
    expect(code).toBe(107)
  })

  it('writes both CSV files, whose counts add up to the totals', async () => {
    const file = cli.write('plan.json', plan())
    const [series, summary] = [cli.path('series.csv'), cli.path('summary.csv')]
    await cli.run('run', file, '--no-save', '--csv', series, '--csv-summary', summary)
    const rows: Record<string, string>[] = parse(readFileSync(series), { columns: true })
    const completed = (scope: string): number =>
      rows.filter((row) => row.scope === scope).reduce((sum, row) => sum + Number(row.completed), 0)
    expect([completed('total'), completed('request')]).toEqual([80, 80])
    const totals: Record<string, string>[] = parse(readFileSync(summary), { columns: true })
    expect(totals.map(({ scope, request, completed: count }) => [scope, request, count])).toEqual([
      ['total', '', '80'],
      ['request', 'list', '40'],
      ['request', 'item', '40']
    ])
  })

  it('refuses a result that could not be written before it runs anything', async () => {
    const file = cli.write('plan.json', plan())
    const missing = await cli.run('run', file, '--json', cli.path('no/such/folder/x.json'))
    expect(missing).toMatchObject({ code: 255, stdout: '' })
    expect(missing.stderr).toContain('cannot be written')
    expect((await cli.run('run', file, '--json', '-', '--csv', '-')).stderr).toContain('only one result')
    expect((await cli.run('run', file, '--json', cli.folder)).stderr).toContain('is a folder')
  })

  it('draws a run on a terminal and clears what it drew', async () => {
    const file = cli.write('plan.json', plan())
    const io = memoryIo({ isTty: true, columns: 90, env: { LOADGALE_DB: cli.database } })
    const { stdout } = await cli.runWith(io, ['run', file, '--no-save'])
    expect(stdout).toContain('\u001b[?25l')
    expect(stdout).toContain('\u001b[?25h')
    const noColour = memoryIo({ isTty: true, env: { NO_COLOR: '1' } })
    expect((await cli.runWith(noColour, ['run', file, '--no-save'])).stdout).not.toContain('\u001b[1m')
  })

  it('stops gracefully at the first signal and saves what was measured with code 105', async () => {
    const file = cli.write('plan.json', plan())
    const io = memoryIo({ isTty: true, env: { LOADGALE_DB: cli.database } })
    const write = io.stdout.write.bind(io.stdout)
    let signalled = false
    const stdout = {
      isTty: true,
      columns: 80,
      failure: null,
      get text() {
        return io.stdout.text
      },
      write(text: string) {
        if (!signalled && /so far +p50 \d/.test(text)) {
          signalled = true
          io.signal()
        }
        return write(text)
      }
    }
    const { code } = await cli.runWith({ ...io, stdout }, ['run', file, '--vus', '2', '--duration', '1h'])
    expect(code).toBe(105)
    expect(io.stdout.text).toContain('Stopping: iterations may end')
    expect((await cli.run('history', '--limit', '1')).stdout).toContain('stopped')
  })
})

describe('quick', () => {
  it('needs nothing but an address and makes exactly as many requests as told', async () => {
    const { code, stdout } = await cli.run(
      'quick',
      '-n',
      '50',
      '-c',
      '5',
      `${cli.url.slice(7)}/fast`,
      '--json',
      '-'
    )
    expect(code).toBe(0)
    expect(json<RunSummary>(stdout)).toMatchObject({
      totals: { started: 50, completed: 50 },
      iterations: { planned: 50, completed: 50 }
    })
  })

  it('sends the method, headers and body it is given', async () => {
    const argv = ['-m', 'POST', '-H', 'content-type: application/json', '-b', '{"user":"ada"}'] as const
    const { stdout } = await cli.run(
      'quick',
      '-n',
      '3',
      ...argv,
      `${cli.url}/login`,
      '--json',
      '-',
      '--no-save'
    )
    expect(json<RunSummary>(stdout).statusCodes).toEqual({ 200: 3 })
  })

  it('ends by itself with every request accounted for, whatever the server does', async () => {
    for (const path of ['/reset', '/truncate', '/garbage', '/status/500', '/flaky']) {
      const { code, stdout } = await cli.run(
        'quick',
        '-n',
        '20',
        '-c',
        '4',
        cli.url + path,
        '--json',
        '-',
        '--no-save'
      )
      expect(code).toBe(0)
      const { totals, conservation } = json<RunSummary>(stdout)
      expect(conservation).toEqual({ balanced: true, problems: [] })
      expect(totals.completed + totals.failed + totals.timedOut).toBe(20)
    }
  })

  it('gives up on a server that stalls after the timeout', async () => {
    const argv = ['-n', '2', '-c', '2', '--timeout', '0.2', '--json', '-', '--no-save'] as const
    const { stdout } = await cli.run('quick', `${cli.url}/stall`, ...argv)
    expect(json<RunSummary>(stdout).totals).toMatchObject({ started: 2, timedOut: 2, inFlight: 0 })
  })

  it('refuses the addresses at which clouds keep credentials, and says how to allow a public host', async () => {
    const metadata = await cli.run('quick', '-n', '1', 'http://169.254.169.254/', '--allow-host', '*')
    expect(metadata).toMatchObject({ code: 255, stdout: '' })
    expect(metadata.stderr).toContain('never gets load')
    const open = await cli.run('quick', '-n', '1', 'http://192.0.2.1/')
    expect(open).toMatchObject({ code: 255, stdout: '' })
    expect(open.stderr).toContain('--allow-host 192.0.2.1')
  })

  it('judges a host that comes from the environment before the run as well', async () => {
    const flow = [{ request: { url: 'http://${host}:8080/' } }]
    const scenarios = { one: { executor: 'shared-iterations', flow } }
    const plan = { version: 1, variables: { host: '${env.HOST}' }, scenarios }
    const file = cli.write('outside.json', JSON.stringify(plan))
    const { code, stderr } = await cli.run('run', file, '-e', 'HOST=192.0.2.1')
    expect([code, stderr]).toEqual([255, expect.stringContaining('--allow-host 192.0.2.1')])
  })
})

describe('practice', () => {
  it('starts its own target, saves the run and says what to type next', async () => {
    const { code, stdout, stderr } = await cli.run('practice', '--rate', '20', '--duration', '1s')
    // Its thresholds ask for speed, which a busy machine may not have.
    expect([0, 99]).toContain(code)
    expect(stdout).toMatch(/Saved as run/)
    expect(stderr).toContain('    loadgale history  ')
  })

  it('says in the repository how npm gets there', async () => {
    const npm = { npm_package_name: 'loadgale', npm_lifecycle_event: 'start' }
    const io = memoryIo({ env: { LOADGALE_DB: cli.database, ...npm } })
    const { stdout, stderr } = await cli.runWith(io, ['practice', '--rate', '20', '--duration', '1s'])
    expect(stdout).toContain('See it again: npm run -s loadgale -- show ')
    expect(stderr).toContain('    npm run -s loadgale -- history  ')
  })
})

describe('history, show, compare and export', () => {
  it('list, show, compare and export what was saved, as JSON too', async () => {
    const file = cli.write('plan.json', plan())
    const old = await cli.run('run', file, '--tag', 'release=old', '--quiet', '--json', '-')
    await cli.run('run', file, '--tag', 'release=new', '--quiet', '--vus', '2', '--iterations', '30')
    const history = json<HistoryJson>((await cli.run('history', '--json', '-', '--limit', '2')).stdout)
    expect(history.schema).toBe('loadgale.history/1')
    expect(history.runs.map(({ tags }) => tags.release)).toEqual(['new', 'old'])
    const page = async (...more: string[]): Promise<HistoryJson> =>
      json<HistoryJson>((await cli.run('history', '--json', '-', '--limit', '1', ...more)).stdout)
    const first = await page()
    const second = await page('--cursor', String(first.nextCursor))
    expect([...first.runs, ...second.runs].map(({ tags }) => tags.release)).toEqual(['new', 'old'])
    const shown = json<SummaryJson>((await cli.run('show', 'tag:release=old', '--json', '-')).stdout)
    expect(shown.run.tags).toEqual({ release: 'old' })
    expect(shown).toEqual(json<SummaryJson>(old.stdout))
    const exported = await cli.run('export', 'tag:release=old', '--json')
    expect(json<SummaryJson>(exported.stdout)).toEqual(shown)
    expect(shown.generator.doubtedSeconds).toHaveLength(shown.generator.suspectSeconds)
    const compared = await cli.run('compare', 'tag:release=old', 'latest', '--json', '-')
    const comparison = json<RunComparison & { schema: string }>(compared.stdout)
    expect(comparison.schema).toBe('loadgale.compare/1')
    expect(comparison.conditions.map(({ field }) => field)).toContain('plan: scenarios.browse.iterations')
    expect((await cli.run('compare', 'tag:release=old', 'latest')).stdout).toMatch(/base .*\n.*other .*\n\n/)
    const csv = await cli.run('export', 'latest', '--csv', 'series')
    const rows: Record<string, string>[] = parse(csv.stdout, { columns: true })
    const completed = rows.filter(({ scope }) => scope === 'request').map((row) => Number(row.completed))
    expect(completed.reduce((sum, count) => sum + count, 0)).toBe(60)
    const out = cli.path('export.json')
    expect((await cli.run('export', 'latest', '--json', '-o', out)).stdout).toBe('')
    expect(json<RunSummary>(readFileSync(out, 'utf8')).totals.completed).toBe(60)
  })

  it('gives the same time series from the store as it gave at the end of the run', async () => {
    const file = cli.write('plan.json', plan())
    const live = cli.path('live.csv')
    await cli.run('run', file, '--quiet', '--csv', live)
    const [atEnd, stored] = [
      readFileSync(live, 'utf8'),
      (await cli.run('export', 'latest', '--csv', 'series')).stdout
    ]
    const cells = (text: string): string[] => parse(text).flat()
    expect(cells(stored)).toHaveLength(cells(atEnd).length)
    for (const [index, cell] of cells(stored).entries()) {
      const other = cells(atEnd)[index]
      // The store keeps means to the microsecond.
      if (cell !== other) expect(Math.abs(Number(cell) - Number(other))).toBeLessThan(0.0011)
    }
  })

  it('export histograms that hold every request of the run, of all names or of one', async () => {
    const file = cli.write('plan.json', plan())
    const summary = json<RunSummary>((await cli.run('run', file, '--quiet', '--json', '-')).stdout)
    const [hlog, hgrm] = [cli.path('run.hlog'), cli.path('run.hgrm')]
    const exported = await cli.run('export', 'latest', '--hlog', hlog, '--hgrm', hgrm, '--csv', 'summary')
    expect([exported.code, exported.stderr]).toEqual([0, ''])
    expect(parse(exported.stdout)[0]).toContain('request')
    const { response } = summary.latency
    const merged = new HdrHistogram()
    const byTag = new Map<string | undefined, number>()
    for (const { tag, histogram } of readHlog(readFileSync(hlog, 'utf8')).intervals) {
      if (tag === undefined) merged.add(histogram)
      byTag.set(tag, (byTag.get(tag) ?? 0) + histogram.count)
    }
    expect(merged.count).toBe(response.count)
    // The summary knows the exact maximum; a histogram knows the end of its bucket.
    expect(Math.min(merged.valueAtPercentile(99) / 1000, Number(response.max))).toBe(response.p99)
    const names = Object.entries(summary.requests).map(([name, { latency }]) => [
      name,
      latency.response.count
    ])
    expect([...byTag].sort()).toEqual([...names, [undefined, response.count]].sort())
    expect(readFileSync(hgrm, 'utf8')).toMatch(new RegExp(`Total count +=  +${response.count}]`))

    const [name, count] = names[0] ?? []
    const ofOne = ['export', 'latest', '--hgrm', '-', '--kind', 'service', '--request']
    expect((await cli.run(...ofOne, String(name))).stdout).toMatch(new RegExp(`Total count +=  +${count}]`))
    const unknown = await cli.run(...ofOne, `${name}s`)
    expect([unknown.code, unknown.stdout]).toEqual([255, ''])
    expect(unknown.stderr).toContain(`did you mean ${JSON.stringify(name)}?`)
  })

  it.each([
    [['--csv', 'series', '--json'], 'export takes one of --csv and --json'],
    [['--hlog', '-', '-o', 'x.csv'], '--output names the file of --csv or --json'],
    [['--json', '--kind', 'service'], '--request and --kind choose what --hlog and --hgrm write']
  ])('refuse options that contradict each other: %j', async (options, message) => {
    const { code, stderr } = await cli.run('export', 'latest', ...options)
    expect([code, stderr]).toEqual([255, expect.stringContaining(message)])
  })

  it('delete a run and bring it back', async () => {
    await cli.run('quick', '-n', '1', `${cli.url}/fast`, '--tag', 'short=lived', '--quiet')
    const deleted = await cli.run('delete', 'tag:short')
    const [, id] = /loadgale restore (\w+)/.exec(deleted.stdout) ?? []
    expect((await cli.run('show', 'tag:short')).code).toBe(255)
    expect((await cli.run('restore', String(id))).code).toBe(0)
    expect((await cli.run('show', 'tag:short')).code).toBe(0)
    expect((await cli.run('restore', 'nosuchrun')).code).toBe(255)
  })

  it('lose for good what was deleted a day ago', async () => {
    await cli.run('quick', '-n', '1', `${cli.url}/fast`, '--tag', 'day=before', '--quiet')
    const [, id] = /loadgale restore (\w+)/.exec((await cli.run('delete', 'tag:day')).stdout) ?? []
    const db = new Database(cli.database)
    const count = db.prepare('SELECT count(*) FROM runs WHERE id = ?').pluck()
    db.prepare('UPDATE runs SET deleted_at_ms = deleted_at_ms - 86390000 WHERE id = ?').run(id)
    await cli.run('history')
    expect(count.get(id)).toBe(1)
    db.prepare('UPDATE runs SET deleted_at_ms = deleted_at_ms - 10000 WHERE id = ?').run(id)
    await cli.run('history')
    expect(count.get(id)).toBe(0)
    db.close()
  })

  it('say plainly that a run or a history does not exist', async () => {
    const { code, stderr } = await cli.run('show', 'nosuchrun')
    expect([code, stderr]).toEqual([255, expect.stringMatching(/^loadgale: .*nosuchrun.*\n$/)])
    const empty = memoryIo({ env: { LOADGALE_DB: cli.path('empty.db') } })
    expect((await cli.runWith(empty, ['history'])).stdout).toBe('  No runs.\n')
    expect((await cli.run('history', '--db', cli.path('mistyped.db'))).code).toBe(255)
    expect((await cli.run('export', 'latest')).stderr).toContain(
      'one of --csv series, --csv summary, --json, --hlog FILE, --hgrm FILE and --plan FILE'
    )
  })
})
