import { describe, expect, it } from 'vitest'
import { clipLine } from '../../../src/main/cli/live/clip-line.ts'
import { createLiveDisplay } from '../../../src/main/cli/live/live-display.ts'
import { LiveState } from '../../../src/main/cli/live/live-state.ts'
import { liveLines, logLine } from '../../../src/main/cli/live/live-text.ts'
import { progressBar } from '../../../src/main/cli/live/progress-bar.ts'
import { displayWidth, terminalStyle } from '../../../src/main/report/index.ts'
import type { LiveProgress, LiveRunStart } from '../../../src/shared/ipc-contract.ts'
import {
  ALL_SLOTS,
  SERIES_FIELDS,
  seriesFieldIndex,
  type SecondUpdate
} from '../../../src/shared/metrics/series.ts'
import type { ThresholdResult } from '../../../src/shared/metrics/summary.ts'
import { listDocument, planOf, runSecond, summary, totals } from '../report/sample-run.ts'
import { memoryIo } from '../../support/memory-io.ts'

const plain = terminalStyle({ width: 100, colour: false })
const ESCAPE = '\u001b'

const start: LiveRunStart = {
  runId: '0abc',
  plan: planOf(listDocument),
  document: listDocument,
  startedAt: '2026-11-23T10:00:00.000Z',
  plannedDurationMs: 20_000
}

const arrivalRate = planOf({
  ...listDocument,
  scenarios: {
    browse: {
      ...{ executor: 'constant-arrival-rate', rate: 500, duration: '20s', preAllocatedVUs: 5 },
      flow: listDocument.scenarios.browse.flow
    }
  }
})

function second(number: number, suspect = false): SecondUpdate {
  const values = new Float64Array(SERIES_FIELDS.length).fill(NaN)
  values[seriesFieldIndex('ok')] = 480
  values[seriesFieldIndex('httpErrors')] = 20
  values[seriesFieldIndex('response_p99')] = 12.5
  const run = runSecond(number, { suspect, reason: suspect ? 'start lag p99 was 9 ms' : '' })
  return { run, slots: [ALL_SLOTS], values, statuses: [], errors: [] }
}

function progress(changes: Partial<LiveProgress> = {}): LiveProgress {
  return {
    ...{ runId: '0abc', elapsedMs: 5000, phase: 'running' },
    counters: {
      ...{ requestsStarted: 2500, requestsCompleted: 2490, requestsFailed: 0 },
      ...{ iterationsCompleted: 2490, iterationsDropped: 0, activeVus: 5 }
    },
    ...{ second: null, thresholds: null, soFar: null, diagnostics: null },
    ...changes
  }
}

function stateAfter(...messages: readonly LiveProgress[]): LiveState {
  const state = new LiveState(start)
  for (const message of messages) state.update(message)
  return state
}

describe('the live block', () => {
  it('has the same lines before the first message, while running and while stopping', () => {
    const counts = [
      stateAfter(),
      stateAfter(progress()),
      stateAfter(progress({ second: second(4), soFar: summary(), thresholds: [] })),
      stateAfter(progress({ phase: 'stopping' }))
    ].map((state) => liveLines(state, plain).length)
    expect(new Set(counts).size).toBe(1)
  })

  it('shows time, rate, percentiles of the last second and of all so far', () => {
    const text = liveLines(stateAfter(progress({ second: second(4), soFar: summary() })), plain).join('\n')
    expect(text).toContain('0:05 / 0:20')
    expect(text).toContain('25 %')
    expect(text).toMatch(/requests +500\/s +2,490 in all/)
    expect(text).toMatch(/last second +p50 - +p95 - +p99 12\.5/)
    expect(text).toMatch(/so far +p50 10\.0 +p95 20\.0 +p99 40\.0/)
    expect(text).toMatch(/generator +clean/)
    expect(text).toMatch(/limiter +the plan: rate of 25\/s reached/)
    expect(text).not.toMatch(/NaN|undefined/)
  })

  it('keeps what the last second brought when only the counters moved since', () => {
    const text = liveLines(
      stateAfter(progress({ second: second(4) }), progress({ elapsedMs: 5500 })),
      plain
    ).join('\n')
    expect(text).toMatch(/requests +500\/s/)
  })

  it('names the commonest errors and counts the other kinds', () => {
    const soFar = summary({
      totals: totals({ httpFailed: 100 }),
      rates: { ...summary().rates, failed: 0.1 },
      statusCodes: { 200: 900, 404: 1, 500: 5, 502: 2, 503: 50 },
      errors: { connect_refused: 42 }
    })
    const text = liveLines(stateAfter(progress({ second: second(4), soFar })), plain).join('\n')
    expect(text).toMatch(
      /errors +10 % {3}503 x50 {3}connect_refused x42 {3}500 x5 {3}502 x2 {3}1 other kinds/
    )
  })

  it('shows planned arrivals and drops of an open model, and iterations of a plan without a duration', () => {
    const open = new LiveState({ ...start, plan: arrivalRate })
    open.update(progress({ second: second(4), counters: { ...progress().counters, iterationsDropped: 7 } }))
    expect(liveLines(open, plain).join('\n')).toMatch(/iterations +25\/s of 25\/s planned {3}dropped 7/)
    const browse = {
      ...{ executor: 'shared-iterations', vus: 5, iterations: 5000 },
      flow: listDocument.scenarios.browse.flow
    }
    const counted = new LiveState({
      ...start,
      plan: planOf({ ...listDocument, scenarios: { browse } }),
      plannedDurationMs: null
    })
    counted.update(progress())
    expect(liveLines(counted, plain).join('\n')).toMatch(/49 % {2}2,490 of 5,000 iterations/)
  })

  it('says why the generator is suspect and which thresholds fail', () => {
    const failing: ThresholdResult = {
      ...{ metric: 'http_req_response', expression: 'p(95)<10', result: 'failed', actual: 20 },
      ...{ limit: 10, failingSinceSecond: 1, abortedRun: false }
    }
    const withThreshold = {
      ...start,
      plan: planOf({ ...listDocument, thresholds: { http_req_response: ['p(95)<10'] } })
    }
    const state = new LiveState(withThreshold)
    state.update(progress({ second: second(4, true), thresholds: [failing] }))
    const text = liveLines(state, plain).join('\n')
    expect(text).toContain('suspect: start lag p99 was 9 ms')
    expect(text).toContain('✗ http_req_response p(95)<10 (20.0 ms)')
  })

  it('fits one log line where there is no terminal', () => {
    const line = logLine(stateAfter(progress({ second: second(4), soFar: summary() })))
    expect(line).toMatch(/^0:05 {3}500\/s .* p50 p95 p99 - - 12\.5 ms {3}failed 0 {3}VUs 5$/)
  })
})

describe('progressBar', () => {
  it('stays within its width for every share', () => {
    expect(progressBar(0.25, 20)).toBe(`${'█'.repeat(5)}${'░'.repeat(15)}  25 %`)
    for (const share of [-1, 0, 0.999, 1, 7, NaN, Infinity])
      expect(progressBar(share, 20)).toMatch(/^[█░]{20} /)
    expect(displayWidth(progressBar(0.5, -100))).toBe(16)
  })
})

describe('clipLine', () => {
  it('cuts by what is seen and ends the colours it cut off', () => {
    expect(clipLine('plain text', 100)).toBe('plain text')
    expect(clipLine(`${ESCAPE}[31mabcdef${ESCAPE}[39m`, 4)).toBe(`${ESCAPE}[31mabc…${ESCAPE}[0m`)
    expect(clipLine(`${ESCAPE}[31mabcd${ESCAPE}[39m`, 4)).toBe(`${ESCAPE}[31mabcd${ESCAPE}[39m`)
    expect(clipLine('名前名前', 5)).toBe('名前…')
  })
})

describe('createLiveDisplay', () => {
  it('redraws in place on a terminal and leaves it clean, with the cursor shown', () => {
    const io = memoryIo({ isTty: true, columns: 60 })
    const display = createLiveDisplay(start, io.stdout, io)
    const afterStart = io.stdout.text.length
    display.update(progress({ second: second(4), soFar: summary() }))
    const redraw = io.stdout.text.slice(afterStart)
    expect(redraw.startsWith(`${ESCAPE}[10A\r`)).toBe(true)
    const shown = redraw
      .split('\n')
      .map((line) => line.replaceAll(new RegExp(`${ESCAPE}\\[\\d*[A-Za-z]`, 'g'), ''))
    expect(Math.max(...shown.map(displayWidth))).toBeLessThan(60)
    display.close()
    expect(io.stdout.text.endsWith(`${ESCAPE}[J${ESCAPE}[?25h`)).toBe(true)
  })

  it('writes a plain line every fifth second where there is no terminal', () => {
    const io = memoryIo({ isTty: false })
    const display = createLiveDisplay(start, io.stdout, io)
    for (let number = 0; number < 12; number++) display.update(progress({ second: second(number) }))
    display.close()
    expect(io.stdout.text.split('\n')).toHaveLength(3)
    expect(io.stdout.text).not.toContain(ESCAPE)
  })

  it('does not move the cursor of a dumb terminal', () => {
    const io = memoryIo({ isTty: true, env: { TERM: 'dumb' } })
    createLiveDisplay(start, io.stdout, io).update(progress({ second: second(4) }))
    expect(io.stdout.text).not.toContain(ESCAPE)
  })
})
