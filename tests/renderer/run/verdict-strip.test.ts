import { cleanup, render, screen } from '@testing-library/svelte'
import { afterEach, describe, expect, it } from 'vitest'
import { RunModel } from '../../../src/renderer/src/app-state/run-model.svelte.ts'
import VerdictStrip from '../../../src/renderer/src/features/run/VerdictStrip.svelte'
import type { ThresholdResult } from '../../../src/shared/metrics/summary.ts'
import {
  liveRun,
  plan,
  progress,
  rows,
  runDetail,
  runSecond,
  runSummary,
  secondUpdate,
  thresholdPlan,
  thresholdResult
} from '../support/run-fixtures.ts'

afterEach(cleanup)

function running(results: readonly ThresholdResult[], seconds = 2): RunModel {
  const planned = Math.max(1, results.length)
  const withThresholds = plan({ thresholds: Array.from({ length: planned }, () => thresholdPlan()) })
  const model = RunModel.live(liveRun(seconds, { plan: withThresholds }))
  model.progress(progress({ thresholds: results }))
  return model
}

function text(): string {
  return screen.getByRole('region', { name: 'Verdict' }).textContent.replace(/\s+/g, ' ')
}

describe('the verdict strip', () => {
  it('says how a running test fails and since when', () => {
    const failed = thresholdResult({
      metric: 'http_req_response{name:item}',
      result: 'failed',
      actual: 412,
      failingSinceSecond: 31
    })
    render(VerdictStrip, { model: running([failed, thresholdResult()]) })
    expect(text()).toContain('FAILING')
    expect(text()).toContain('item response p99 412 ms, over 200 ms since 0:31')
    expect(text()).toContain('1 of 2 thresholds hold')
  })

  it('says that a running test passes', () => {
    render(VerdictStrip, { model: running([thresholdResult()]) })
    expect(text()).toContain('PASSING')
  })

  it('says of one threshold that it holds', () => {
    render(VerdictStrip, { model: running([thresholdResult()]) })
    expect(text()).toContain('1 of 1 threshold holds')
  })

  it('holds what was started against the plan, and says what had no answer at the end', () => {
    const summary = runSummary()
    const model = RunModel.saved(
      runDetail(2, {
        plan: plan({ thresholds: [thresholdPlan()] }),
        summary: {
          ...summary,
          thresholds: [thresholdResult()],
          totals: { ...summary.totals, started: 160, inFlight: 80 },
          rates: {
            ...summary.rates,
            ...{ iterationsPerSecond: 25, plannedIterationsPerSecond: 50, reachedOfPlanned: 1 }
          }
        }
      }),
      10_000
    )
    render(VerdictStrip, { model })
    expect(text()).toContain('PASSED')
    expect(text()).toContain('80 of 160 requests (50 %) had no answer when the run ended')
    expect(text()).toContain('50.0 of 50.0 iterations/s')
  })

  it('does not call a run passing in which nothing is answered any more', async () => {
    const model = running([thresholdResult()])
    const silent = (second: number, requestsInFlight: number): void =>
      model.progress(
        progress({
          second: secondUpdate(second, {
            run: { ...runSecond(second), requestsInFlight },
            ...{ slots: [], values: rows(), statuses: [] }
          })
        })
      )
    for (const second of [2, 3, 4]) silent(second, 29)
    render(VerdictStrip, { model })
    expect(text()).toContain('NO ANSWER')
    expect(text()).toContain('Nothing answered for 3 s · 29 waiting')
    expect(text()).toContain('1 of 1 threshold holds so far')
    // Nothing waits: a pause, or think times.
    silent(5, 0)
    await expect.poll(text).toContain('PASSING')
  })

  it('says of a run in which nothing was answered from the start that there is no result', () => {
    const model = running([thresholdResult({ result: 'no-data', actual: null })], 0)
    for (const second of [0, 1]) {
      model.progress(progress({ second: secondUpdate(second, { slots: [], values: rows(), statuses: [] }) }))
    }
    render(VerdictStrip, { model })
    expect(text()).toContain('Nothing answered for 2 s · 3 waiting')
    expect(text()).toContain('No result yet')
  })

  it('says how many iterations were dropped, when there are any', async () => {
    const model = running([thresholdResult()])
    render(VerdictStrip, { model })
    expect(screen.queryByText('12')).toBeNull()
    model.progress(progress({ counters: { ...model.counters, iterationsDropped: 12 } }))
    await expect.poll(text).toContain('iterations/s, 12 dropped')
  })

  it('counts a threshold without data as pending while the test runs', () => {
    const pending = thresholdResult({ result: 'no-data', actual: null })
    render(VerdictStrip, { model: running([thresholdResult(), pending]) })
    expect(text()).toContain('PASSING')
    expect(text()).toContain('1 pending')
  })

  it('counts a threshold without data as failed when the test is over', () => {
    const results = [thresholdResult(), thresholdResult({ result: 'no-data', actual: null })]
    const model = running(results)
    model.finish('finished', runSummary({ thresholds: results }), null)
    render(VerdictStrip, { model })
    expect(text()).toContain('FAILED')
    expect(text()).toContain('no data to judge')
  })

  it('gives no verdict on a plan without thresholds', () => {
    render(VerdictStrip, { model: RunModel.live(liveRun(1)) })
    expect(text()).toContain('NO VERDICT')
    expect(text()).toContain('sets no thresholds')
  })

  it('waits for data', () => {
    render(VerdictStrip, { model: running([], 0) })
    expect(text()).toContain('PENDING')
    expect(text()).toContain('no second measured yet')
  })

  it('compares the achieved rate with the planned one', () => {
    render(VerdictStrip, { model: running([thresholdResult()]) })
    expect(text()).toContain('98.0 of 100 iterations/s')
    expect(text()).toContain('10.0 requests/s')
  })

  it('says that the generator is clean, or in which second it was suspect and why', () => {
    const model = running([thresholdResult()])
    const { unmount } = render(VerdictStrip, { model })
    expect(text()).toContain('Generator clean')
    unmount()
    const suspect = runSecond(2, { suspect: true, reason: 'start lag p99 2.1 ms' })
    model.progress(progress({ second: secondUpdate(2, { run: suspect }) }))
    render(VerdictStrip, { model })
    expect(text()).toContain('Generator suspect in 1 of 2 s: start lag p99 2.1 ms at 0:02')
  })

  it('counts the seconds of the generator as the limiter does: whole ones, after the first and the warm-up', () => {
    const suspect = { suspect: true, reason: 'start lag p99 was 2.1 ms' }
    const detail = runDetail(0, {
      plan: plan({ warmUpMs: 2000 }),
      runSeconds: Array.from({ length: 8 }, (_, second) => runSecond(second, suspect)),
      summary: runSummary({ run: { ...runSummary().run, durationMs: 7100 } })
    })
    render(VerdictStrip, { model: RunModel.saved(detail, null) })
    expect(text()).toContain('Generator suspect in 5 of 5 s')
  })

  it('judges a run of one second by that', () => {
    const detail = runDetail(0, { runSeconds: [runSecond(0, { suspect: true, reason: 'steal' })] })
    render(VerdictStrip, { model: RunModel.saved(detail, null) })
    expect(text()).toContain('Generator suspect in 1 of 1 s')
  })

  it('states the limiter of the run so far, with the figure that decided and the whole sentence behind it', () => {
    const model = running([thresholdResult()])
    const { unmount } = render(VerdictStrip, { model })
    expect(text()).toContain('Limiter not known yet')
    unmount()
    model.progress(progress({ soFar: runSummary() }))
    render(VerdictStrip, { model })
    expect(text()).toContain('Limiter the service waiting +380 ms')
    expect(screen.getByText('waiting +380 ms').closest('[data-tip]')?.getAttribute('data-tip')).toMatch(
      /^The service: waiting grew by 380 ms/
    )
  })

  it('says nothing of the limiter of a run that was saved before there was one', () => {
    const { generator } = runSummary()
    const model = RunModel.saved(
      runDetail(2, { summary: runSummary({ generator: { ...generator, limiter: null } }) }),
      null
    )
    render(VerdictStrip, { model })
    expect(text()).toContain('Limiter not known')
    expect(text()).not.toContain('yet')
  })

  it('says of saturated seconds that throughput is a lower bound and latency an upper bound', async () => {
    const model = running([thresholdResult()])
    const saturated = { suspect: true, saturated: true, reason: 'a lane was 97 % busy (saturated)' }
    for (const second of [2, 3]) {
      model.progress(progress({ second: secondUpdate(second, { run: runSecond(second, saturated) }) }))
    }
    render(VerdictStrip, { model })
    const sentence = screen.getByText(
      'Generator saturated in 2 of 3 s: throughput a lower bound, latency an upper bound'
    )
    expect(sentence.getAttribute('data-tip')).toMatch(/: a lane was 97 % busy \(saturated\) at 0:03$/)
    expect(sentence.className).toContain('generator-warn')
    const { generator } = runSummary()
    model.progress(progress({ soFar: runSummary({ generator: { ...generator, state: 'saturated' } }) }))
    await expect.poll(() => sentence.className).toContain('generator-bad')
  })

  it('follows the run while it is on screen', async () => {
    const model = running([thresholdResult()])
    render(VerdictStrip, { model })
    model.progress(
      progress({ thresholds: [thresholdResult({ result: 'failed', actual: 300, failingSinceSecond: 2 })] })
    )
    await expect.poll(text).toContain('FAILING')
  })
})
