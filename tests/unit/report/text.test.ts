import { describe, expect, it } from 'vitest'
import { comparisonText, historyText, summaryText, terminalStyle } from '../../../src/main/report/index.ts'
import { displayWidth, padEnd, printable, truncate } from '../../../src/main/report/text/display-width.ts'
import {
  bytesText,
  changeText,
  clockText,
  countText,
  dateText,
  figureText,
  latencyText,
  lengthText,
  numberOf,
  rateText,
  shareText
} from '../../../src/main/report/text/figures.ts'
import { table } from '../../../src/main/report/text/table.ts'
import {
  comparedRuns,
  detail,
  latencies,
  latency,
  listItem,
  noLatency,
  requestSummary,
  runSecond,
  series,
  summary,
  totals
} from './sample-run.ts'

const plain = terminalStyle({ width: 100, colour: false })
const narrow = terminalStyle({ width: 60, colour: false })
const ESCAPE = '\u001b'

function widest(text: string): number {
  return Math.max(...text.split('\n').map(displayWidth))
}

describe('figures', () => {
  it('keep their significant digits at every size', () => {
    expect([0, 0.00001, 0.3124, 0.9996, 4.2149, 47.31, 99.96, 412.4, 1_904_000].map(figureText)).toEqual([
      ...['0', '<0.001', '0.312', '1.00', '4.21', '47.3', '100', '412', '1,904,000']
    ])
  })

  it('say that there is none instead of NaN, null or infinity', () => {
    for (const format of [countText, figureText, latencyText, rateText, shareText, changeText, bytesText]) {
      expect([format(null), format(NaN), format(Infinity)]).toEqual(['-', '-', '-'])
    }
    expect(dateText('never')).toBe('-')
  })

  it('never round something to nothing or all but all to all', () => {
    expect([0, 0.00001, 0.0021, 0.0213, 0.5, 0.9999, 1].map(shareText)).toEqual([
      ...['0 %', '<0.01 %', '0.21 %', '2.1 %', '50 %', '>99 %', '100 %']
    ])
  })

  it('sign changes', () => {
    expect([0.31, -0.042, 0, 12.5].map(changeText)).toEqual(['+31 %', '-4.2 %', '0 %', '+1,250 %'])
  })

  it('write times as people do', () => {
    expect([0, 42_300, 3_723_000].map(clockText)).toEqual(['0:00', '0:42', '1:02:03'])
    expect([250, 12_400, 90_000, 59_990, 7_500_000].map(lengthText)).toEqual([
      ...['250 ms', '12.4 s', '1 min 30 s', '1 min 00 s', '2 h 05 min']
    ])
    expect([4.2, 9994, 31_000].map(latencyText)).toEqual(['4.20 ms', '9,994 ms', '31.0 s'])
  })

  it('write bytes in decimal units up to the largest', () => {
    expect([0, 999, 1500, 999_600, 1e18].map(bytesText)).toEqual([
      '0 B',
      '999 B',
      '1.50 kB',
      '1.00 MB',
      '1,000 PB'
    ])
  })
})

describe('display width', () => {
  it('counts wide characters twice and combining marks not at all', () => {
    expect(['list', '名前', 'e\u0301', '🚀', '👩‍👩‍👧', ''].map(displayWidth)).toEqual([4, 4, 1, 2, 2, 0])
  })

  it('cuts and pads to columns, not to characters', () => {
    expect(truncate('名前名前', 5)).toBe('名前…')
    expect(truncate('名前名前', 4)).toBe('名…')
    expect(truncate('abc', 3)).toBe('abc')
    expect(truncate('abc', 0)).toBe('')
    expect(padEnd('名', 4)).toBe('名  ')
  })

  it('makes escape sequences, line ends and turned writing harmless', () => {
    expect(printable(`a${ESCAPE}[2Jb\r\nc\u202ed`)).toBe('a\ufffd[2Jb\ufffd\ufffdc\ufffdd')
  })
})

describe('table', () => {
  const columns = [
    { title: 'name', align: 'left', flexible: true },
    { title: 'first', align: 'right' },
    { title: 'second', align: 'right', optional: true }
  ] as const

  it('aligns wide characters', () => {
    expect(
      table(
        columns,
        [
          ['名前', '1', '2'],
          ['abcd', '100', '3']
        ],
        plain
      )
    ).toEqual(['  name  first  second', '  名前      1       2', '  abcd    100       3'])
  })

  it('leaves out optional columns, then cuts the flexible one, where it is narrow', () => {
    const lines = table(columns, [['x'.repeat(200), '1', '2']], terminalStyle({ width: 40, colour: false }))
    expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(40)
    expect(lines[1]).toMatch(/x…/)
  })

  it('paints without moving anything', () => {
    const colour = terminalStyle({ width: 80, colour: true })
    const [, row] = table(columns, [[{ text: 'a', paint: colour.red }, '1', '2']], colour)
    expect(row).toContain(`${ESCAPE}[31ma${ESCAPE}[39m   `)
  })
})

describe('summaryText', () => {
  it('says that the load was changed by hand, and nothing of it where it was not', () => {
    const events = [
      { action: 'set', atMs: 100, scenario: 'browse', value: 9 },
      { action: 'pause', atMs: 200 }
    ] as const
    expect(summaryText(summary({ dial: { events, stages: [] } }), plain)).toContain(
      'load set once, paused once'
    )
    expect(summaryText(summary(), plain)).not.toContain('by hand')
  })

  it('tells the verdict, the totals, the latency and each request', () => {
    const text = summaryText(summary({ verdict: 'passed' }), plain)
    expect(text).toContain('Catalogue  finished after 20.0 s  PASSED')
    expect(text).toMatch(/requests +1,000 {3}50\.0\/s {3}failed 0 \(0 %\)/)
    expect(text).toMatch(/response +5\.00 +11\.0 +10\.0/)
    expect(text).toMatch(/list +1,000 +50\.0 +0 %/)
    expect(text).toMatch(/generator +clean/)
  })

  it('survives a run without anything', () => {
    const text = summaryText(
      summary({
        ...{ latency: latencies(noLatency), requests: {}, statusCodes: {} },
        totals: totals({ started: 0, completed: 0 })
      }),
      plain
    )
    expect(text).toContain('No request got a response')
    expect(text).not.toMatch(/NaN|null|undefined/)
  })

  it('gives the share of failures after the warm-up, and says so where that is another one', () => {
    const failed = totals({ httpFailed: 250, completed: 1300, started: 1300 })
    const warmedUp = summary({
      totals: failed,
      rates: { ...summary().rates, failed: 0 },
      requests: { list: requestSummary({ totals: failed, failed: 0 }) }
    })
    const text = summaryText(warmedUp, plain)
    expect(text).toContain('failed 250 (0 % after the warm-up)')
    expect(text).toMatch(/list +1,300 +50\.0 +0 %/)
    const rates = { ...summary().rates, failed: 250 / 1300 }
    expect(summaryText(summary({ totals: failed, rates }), plain)).toContain('failed 250 (19 %)')
  })

  it('says of a run that lies within its warm-up that nothing was measured', () => {
    const rates = {
      ...{ requestsPerSecond: 0, iterationsPerSecond: 0, plannedIterationsPerSecond: 0 },
      ...{ reachedOfPlanned: null, bytesReceivedPerSecond: 0, bytesSentPerSecond: 0, failed: 0 }
    }
    const nothing = { ...summary(), rates, latency: latencies(noLatency) }
    const text = summaryText({ ...nothing, totals: totals({ httpFailed: 20 }) }, plain)
    expect(text).toContain('1,000   all within the warm-up   failed 20 (2.0 %)')
    expect(text).toContain('The whole run lies within its warm-up: there is no latency to show.')
    expect(text).not.toContain('0/s')
    expect(text).not.toContain('0 B/s')
    const refused = {
      ...nothing,
      rates: { ...rates, failed: 1 },
      totals: totals({ failed: 30, httpFailed: 30 })
    }
    expect(summaryText(refused, plain)).toContain('No response came after the warm-up: there is no latency')
  })

  it('holds what was started, not what was completed meanwhile, against the planned rate', () => {
    const rates = {
      ...summary().rates,
      ...{ iterationsPerSecond: 25, plannedIterationsPerSecond: 50, reachedOfPlanned: 0.99 }
    }
    expect(summaryText(summary({ rates }), plain)).toContain('25.0/s   started 49.5/s of 50.0/s planned')
  })

  it('counts one and many in their own words', () => {
    const { generator, run } = summary()
    const one = summary({
      run: { ...run, durationMs: 1000 },
      generator: { ...generator, saturatedSeconds: 1, suspectSeconds: 1, lanes: 1 }
    })
    expect(summaryText(one, plain)).toContain('SATURATED in 1 of 1 second:')
    expect(summaryText(one, plain)).toContain('1 lane, ')
    expect([0, 1, 1200].map((count) => numberOf(count, 'lane'))).toEqual(['0 lanes', '1 lane', '1,200 lanes'])
  })

  it('shows failures with their meaning, failed checks and failed thresholds', () => {
    const text = summaryText(
      summary({
        verdict: 'failed',
        totals: totals({ completed: 990, failed: 10, httpFailed: 30 }),
        statusCodes: { 200: 970, 503: 20 },
        errors: { connect_refused: 10 },
        unexpectedData: 3,
        checks: [{ scenario: 'browse', name: 'status is 200', passed: 970, failed: 20 }],
        thresholds: [
          {
            ...{ metric: 'http_req_response', expression: 'p(99)<250', result: 'failed', actual: 312.4 },
            ...{ limit: 250, failingSinceSecond: 4, abortedRun: false }
          },
          {
            ...{ metric: 'checks', expression: 'rate>0.99', result: 'no-data', actual: null },
            ...{ limit: 0.99, failingSinceSecond: null, abortedRun: false }
          }
        ]
      }),
      plain
    )
    expect(text).toContain('FAILED')
    expect(text).toContain('990 of 1,000 completed')
    expect(text).toContain('connect_refused x10  nothing listens at the address')
    expect(text).toContain('503 x20')
    expect(text).toMatch(
      /unasked +3 connections closed: the service sent bytes that no request had asked for/
    )
    expect(text).toMatch(/✗ status is 200 +970 +20/)
    expect(text).toMatch(/✗ http_req_response p\(99\)<250 +312 ms +since second 4/)
    expect(text).toMatch(/✗ checks rate>0\.99 +no data/)
  })

  it('says when the generator or the books cannot be trusted', () => {
    const base = summary()
    const text = summaryText(
      summary({
        generator: { ...base.generator, saturatedSeconds: 3, suspectSeconds: 5, targetOnSameMachine: true },
        conservation: { balanced: false, problems: ['requests: 10 started, 9 accounted for'] }
      }),
      plain
    )
    expect(text).toContain('SATURATED in 3 of 20 seconds')
    expect(text).toContain('shares its CPU')
    expect(text).toContain('requests: 10 started, 9 accounted for')
  })

  it('states what limited the run, and the machine it was made on', () => {
    const text = summaryText(summary(), plain)
    expect(text).toContain('limiter       The plan: its rate of 25/s was reached')
    expect(text).toContain('machine CPU 31 %   steal 0 %')
    expect(text).toContain('descriptors at most 40 of 1,024   local ports at most 12 of 28,232')
  })

  it('says of a run of an earlier version what is not known of it, and states no limiter', () => {
    const { generator } = summary()
    const unknown = {
      machineCpuPercent: null,
      stealPercent: null,
      peakDescriptors: null,
      peakLocalPorts: null
    }
    const text = summaryText(summary({ generator: { ...generator, ...unknown, limiter: null } }), plain)
    expect(text).toContain(
      'machine CPU not known   steal not known   descriptors not known   local ports not known'
    )
    expect(text).not.toContain('limiter')
  })

  it('keeps its tables within a narrow terminal whatever the names', () => {
    const requests = { ['/a/very/long/path/'.repeat(20)]: requestSummary(), 名前: requestSummary() }
    const tables = summaryText(summary({ requests }), narrow)
      .split('\n')
      .filter((line) => /latency|response|p50|very|名前/.test(line))
    expect(tables.length).toBeGreaterThan(4)
    expect(widest(tables.join('\n'))).toBeLessThanOrEqual(60)
  })

  it('never passes on an escape sequence from a name', () => {
    const requests = { [`evil${ESCAPE}]0;title\u0007`]: requestSummary() }
    const run = { ...summary().run, name: `x${ESCAPE}[2J`, tags: { k: `${ESCAPE}[1m` } }
    expect(summaryText(summary({ requests, run }), plain)).not.toContain(ESCAPE)
  })

  it('adds the latency of ok alone where something failed', () => {
    const mixed = { ...latencies(latency(10, 1000)), responseOk: latency(12, 900) }
    expect(summaryText(summary({ latency: mixed }), plain)).toContain('of ok alone')
    expect(summaryText(summary(), plain)).not.toContain('of ok alone')
  })
})

describe('historyText', () => {
  it('lists runs with what is worth knowing first', () => {
    const finished = listItem(summary({ verdict: 'failed' }), { baseline: true, tags: { release: '1.4' } })
    const crashed = listItem(summary(), { id: '0abd', status: 'crashed', p99Ms: null })
    const text = historyText({ items: [finished, crashed], nextCursor: 'x', total: 1234 }, plain)
    expect(text).toMatch(/0abc \* .*Catalogue.*50\.0.*failed.*release=1\.4/)
    expect(text).toMatch(/0abd .* - .*crashed/)
    expect(text).toContain('2 of 1,234 runs')
  })

  it('says that there are none', () => {
    expect(historyText({ items: [], nextCursor: null, total: 0 }, plain)).toBe('  No runs.\n')
  })
})

describe('comparisonText', () => {
  it('tells conditions first, then differences, then how sure they are', () => {
    const slower = summary({ latency: latencies(latency(14)) })
    const environment = { ...slower.run.environment, host: 'other-box' }
    const other = detail({ summary: { ...slower, run: { ...slower.run, environment } } })
    const at = (p50: number) => (slot: number) =>
      series(slot, 20, (second) => ({ response_p50: p50 + (second % 3) / 10 }))
    const text = comparisonText(comparedRuns(detail(), other, at(10), at(14)), plain)
    expect(text.indexOf('host')).toBeLessThan(text.indexOf('WORSE'))
    expect(text).toMatch(/WORSE +\(all\) +response p50 +10\.0 ms +14\.0 ms +\+40 %/)
    expect(text).toMatch(/10 figures of single requests are the same or without a verdict/)
    expect(text).toMatch(/How sure:[^]*response p50.*paired test over 19 seconds/)
  })

  it('says why there is no verdict once, not for every figure', () => {
    const suspect = detail({ runSeconds: [0, 1, 2].map((second) => runSecond(second, { suspect: true })) })
    const none = (slot: number) => series(slot, 0, () => ({}))
    const text = comparisonText(comparedRuns(suspect, suspect, none, none), plain)
    expect(text.match(/no verdict/g)).toHaveLength(1)
    expect(text).toContain('are the same')
  })
})
