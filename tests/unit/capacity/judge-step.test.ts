import { describe, expect, it } from 'vitest'
import { judgeStep, type StepFigures } from '../../../src/main/capacity/judge-step.ts'
import type { StepSecond } from '../../../src/main/capacity/step-second.ts'
import { judged, latency, stepSecond } from './step-samples.ts'

const seconds = (changes: Partial<StepSecond> = {}, count = 10): StepSecond[] =>
  Array.from({ length: count }, (_, index) => stepSecond(index, changes))

function judge(changes: Partial<StepFigures> = {}): ReturnType<typeof judgeStep> {
  const startLag = latency({ p50: 0.1, p90: 0.15, p95: 0.2, p99: 0.2, p999: 0.5, max: 1 })
  const figures = {
    seconds: seconds(),
    objectives: [judged()],
    startLag,
    response: latency(),
    exhausted: 0,
    trend: null
  }
  return judgeStep({ ...figures, ...changes })
}

const missed = judged({ result: 'failed', actual: 412 })

describe('judgeStep', () => {
  it('calls a rate met and names the objective that came nearest to its limit', () => {
    const far = judged({ metric: 'http_req_failed', expression: 'rate<0.01', actual: 0.001, limit: 0.01 })
    expect(judge({ objectives: [far, judged()] })).toEqual({
      verdict: 'met',
      reason: 'http_req_response p(99)<200: 143 ms'
    })
  })

  it('calls a rate missed with the figure that decided', () => {
    expect(judge({ objectives: [judged(), missed] })).toEqual({
      verdict: 'missed',
      reason: 'http_req_response p(99)<200: 412 ms'
    })
  })

  it('takes an objective without samples for no evidence of a miss', () => {
    const empty = judged({ result: 'no-data', actual: null })
    expect(judge({ objectives: [judged(), empty] })).toEqual({
      verdict: 'no-samples',
      reason: 'http_req_response p(99)<200: no samples'
    })
    expect(judge({ objectives: [empty, missed] }).verdict).toBe('missed')
    expect(judge({ objectives: [empty], seconds: seconds({ completed: 50 }) }).verdict).toBe('overloaded')
  })

  it('calls a service overloaded that does less than 99 % or lets iterations be dropped', () => {
    expect(judge({ seconds: seconds({ completed: 98 }) })).toEqual({
      verdict: 'overloaded',
      reason: '98.0/s done of 100/s'
    })
    expect(judge({ seconds: seconds({ dropped: 2, completed: 100 }) }).reason).toBe(
      '100/s done of 100/s, 20 dropped'
    )
    expect(judge({ seconds: seconds({ completed: 99 }) }).verdict).toBe('met')
  })

  it('takes what is under way at the ends for no shortfall', () => {
    // At two a second the last iteration is still on its way: 19 of 20.
    expect(judge({ seconds: seconds({ planned: 2, completed: 1.9 }) }).verdict).toBe('met')
    expect(judge({ seconds: seconds({ planned: 100, completed: 97, activeVus: 100 }) }).verdict).toBe('met')
  })

  it('calls a rate unsteady whose latency still grows, but not one whose latency falls', () => {
    expect(judge({ trend: 0.4 })).toEqual({
      verdict: 'unsteady',
      reason: 'the response time was still growing, by 40 % over the step'
    })
    expect(judge({ trend: -0.4 }).verdict).toBe('met')
  })

  it('puts a miss down to the generator where a lane was saturated', () => {
    const saturated = seconds({ suspect: true, saturated: true, laneBusy: 0.97 })
    expect(judge({ seconds: saturated, objectives: [missed] })).toMatchObject({
      verdict: 'generator',
      reason: expect.stringContaining('a lane up to 97 % busy')
    })
    expect(judge({ seconds: saturated.map((second) => ({ ...second, completed: 80 })) }).verdict).toBe(
      'generator'
    )
    expect(judge({ seconds: saturated, trend: 1 }).verdict).toBe('generator')
  })

  it('puts a missed limit down to the generator only where its lag is long enough to explain it', () => {
    const startLag = latency({ p50: 1, p99: 300, p999: 400, max: 500 })
    expect(judge({ objectives: [missed], startLag }).verdict).toBe('generator')
    expect(judge({ objectives: [missed], startLag: { ...startLag, p99: 200 } }).verdict).toBe('missed')
    // At the quantile of the limit: half of the samples had a lag of 1 ms at most.
    const median = judged({ ...missed, expression: 'p(50)<200' })
    expect(judge({ objectives: [median], startLag }).verdict).toBe('missed')
    const tail = judged({ ...missed, expression: 'p(99.99)<200' })
    expect(judge({ objectives: [tail], startLag: { ...startLag, max: 200 } }).verdict).toBe('missed')
    expect(judge({ objectives: [tail], startLag }).verdict).toBe('generator')
    const errors = judged({ ...missed, metric: 'http_req_failed', expression: 'rate<0.01', limit: 0.01 })
    expect(judge({ objectives: [errors], startLag }).verdict).toBe('missed')
  })

  it('puts a shortfall down to the generator where its lag holds back half of it', () => {
    // 10 s at 100/s with 20 % undone: 200 iterations, and 100/s times 1.2 s of lag are 120.
    const behind = seconds({ completed: 80 })
    expect(judge({ seconds: behind, startLag: latency({ p90: 1200 }) }).verdict).toBe('generator')
    expect(judge({ seconds: behind, startLag: latency({ p90: 800 }) }).verdict).toBe('overloaded')
  })

  it('puts a miss down to the generator that had no descriptor or port left', () => {
    expect(judge({ objectives: [missed], exhausted: 12 })).toEqual({
      verdict: 'generator',
      reason: 'http_req_response p(99)<200: 412 ms; 12 requests found no free descriptor or local port'
    })
  })

  it('believes a met rate whatever the generator did', () => {
    expect(judge({ seconds: seconds({ suspect: true, saturated: true, laneBusy: 0.99 }) }).verdict).toBe(
      'met'
    )
  })
})
