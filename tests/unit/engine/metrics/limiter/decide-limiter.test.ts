import { describe, expect, it } from 'vitest'
import { limiterOf, type SyntheticSecond } from './synthetic-run.ts'

const NONE = { failures: 0, limit: 1024 }
const SATURATED = {
  laneBusy: 0.97,
  suspect: true,
  saturated: true,
  reason: 'a lane was 97 % busy (saturated)'
}
const late = (figures: { startLagP99Ms?: number; loopDelayP99Ms?: number; steal?: number }) => ({
  generator: { ...figures, suspect: true, reason: 'late' }
})

/** From `from` to `to` over the run. */
const ramp = (second: number, seconds: number, from: number, to: number): number =>
  from + ((to - from) * second) / (seconds - 1)

describe('the generator is the limiter', () => {
  it('when requests found no descriptor, whatever else happened', () => {
    const verdict = limiterOf(10, (second) => ({ waiting: second < 5 ? 10 : 400, generator: SATURATED }), {
      exhaustion: { descriptors: { failures: 312, limit: 1024 }, ports: NONE }
    })
    expect(verdict).toEqual({
      limiter: 'generator',
      phase: null,
      figure: 'descriptors',
      value: 312,
      unit: 'requests',
      text: 'The generator: 312 requests found no free descriptor of 1,024.'
    })
  })

  it('when requests found no local port, also in a run too short for anything else', () => {
    const ports = { failures: 9, limit: null }
    expect(limiterOf(1, () => ({}), { exhaustion: { descriptors: NONE, ports } })).toMatchObject({
      ...{ limiter: 'generator', figure: 'ports', value: 9 },
      text: 'The generator: 9 requests found no free local port.'
    })
  })

  it('in a closed model with 50 us of extra work for each response, which keeps the lane busy', () => {
    // 10 users on a service of 0.1 ms: the lane's work is the cycle, and each response waits for its turn in it.
    const verdict = limiterOf(
      20,
      () => ({ iterationsPlanned: 0, ended: 16_000, waiting: 0.55, generator: SATURATED }),
      { model: 'closed', targetOnSameMachine: true }
    )
    expect(verdict).toMatchObject({ limiter: 'generator', figure: 'laneBusy', unit: '%' })
    expect(verdict.value).toBeCloseTo(97)
    expect(verdict.text).toBe(
      'The generator: a lane was 97 % busy in 19 of 19 seconds, so that throughput is a lower bound and latency an upper bound.'
    )
  })

  it('when it was saturated at the top of a ramp, although the waiting grew there as well', () => {
    const verdict = limiterOf(20, (second) => ({
      ...{ iterationsPlanned: ramp(second, 20, 100, 4000), waiting: second > 16 ? 90 : 5 },
      generator: second > 16 ? SATURATED : {}
    }))
    expect(verdict).toMatchObject({ limiter: 'generator', figure: 'laneBusy' })
  })

  it.each([
    ['startLag', { startLagP99Ms: 12 }, 12, 'ms'],
    ['loopDelay', { loopDelayP99Ms: 7 }, 7, 'ms'],
    ['steal', { steal: 0.2, loopDelayP99Ms: 7 }, 20, '%'],
    ['laneBusy', { laneBusy: 0.85, startLagP99Ms: 2 }, 85, '%']
  ] as const)('when it was late in many seconds: %s', (figure, figures, value, unit) => {
    const verdict = limiterOf(20, (second) => (second % 4 === 0 ? late(figures) : {}))
    expect(verdict).toMatchObject({ limiter: 'generator', figure, unit })
    expect(verdict.value).toBeCloseTo(value)
  })

  it('when its lateness explains what the waiting grew by', () => {
    const verdict = limiterOf(20, (second) =>
      second < 5 ? { waiting: 2 } : { waiting: 12, ...late({ loopDelayP99Ms: 8 }) }
    )
    expect(verdict).toMatchObject({ limiter: 'generator', figure: 'loopDelay' })
  })

  it('but not for one bad second, in which a lane was held up', () => {
    const verdict = limiterOf(10, (second) => (second === 4 ? late({ startLagP99Ms: 149 }) : {}))
    expect(verdict).toMatchObject({ limiter: 'plan', figure: 'rate' })
  })

  it('but not for its cold start, which is no judged second', () => {
    const verdict = limiterOf(10, (second) => (second === 0 ? { generator: SATURATED } : {}))
    expect(verdict.limiter).toBe('plan')
  })
})

describe('the service is the limiter', () => {
  it('when it slows down under the same load', () => {
    const verdict = limiterOf(40, (second) => ({ waiting: second < 31 ? 18 : 398, receiving: 3 }))
    expect(verdict).toMatchObject({ limiter: 'service', phase: 'waiting', figure: 'phaseGrowth', unit: 'ms' })
    expect(verdict.value).toBeCloseTo(110.3, 1)
    expect(verdict.text).toBe(
      'The service: waiting grew by 110 ms in the mean, from 18 ms to 128 ms, since the beginning of the run.'
    )
  })

  it('when it slows down as the rate rises', () => {
    const verdict = limiterOf(40, (second) => ({
      ...{ iterationsPlanned: ramp(second, 40, 100, 1000), iterationsStarted: ramp(second, 40, 100, 1000) },
      waiting: second < 25 ? 5 : 205
    }))
    expect(verdict).toMatchObject({ limiter: 'service', phase: 'waiting', figure: 'phaseGrowth' })
    expect(verdict.value).toBeCloseTo(200)
    expect(verdict.text).toContain('from the lowest to the highest load')
  })

  it('when it accepts slowly: setup grows, start lag does not', () => {
    const verdict = limiterOf(20, (second) => ({ setup: ramp(second, 20, 0.2, 900), waiting: 2 }))
    expect(verdict).toMatchObject({ limiter: 'service', phase: 'setup', figure: 'phaseGrowth' })
  })

  it('when it accepted slowly from the beginning, so that nothing grew', () => {
    const verdict = limiterOf(20, () => ({ setup: 1010, waiting: 2 }))
    expect(verdict).toMatchObject({ limiter: 'service', phase: 'setup', figure: 'phaseShare' })
    expect(verdict.value).toBeCloseTo(99.8, 1)
  })

  it('but not for handshakes that the distance explains', () => {
    expect(limiterOf(20, () => ({ setup: 300, waiting: 110 })).limiter).toBe('plan')
  })

  it('when it held its answers until after the last start', () => {
    // 1000/s: ten seconds good, ten seconds held, and all the answers in the second after the end.
    const verdict = limiterOf(
      21,
      (second) => {
        if (second < 10) return { iterationsPlanned: 1000, iterationsStarted: 1000, waiting: 1 }
        if (second < 20) return { iterationsPlanned: 1000, iterationsStarted: 1000, ended: 0 }
        return { iterationsPlanned: 0, iterationsStarted: 0, ended: 10_000, waiting: 5000 }
      },
      { durationMs: 20_300 }
    )
    expect(verdict).toMatchObject({ limiter: 'service', phase: 'waiting' })
    expect(verdict.value).toBeGreaterThan(2000)
  })

  it('when its growth is far beyond the lateness of a suspect generator', () => {
    const verdict = limiterOf(20, (second) =>
      second < 5 ? { waiting: 2 } : { waiting: 380, ...late({ startLagP99Ms: 21 }) }
    )
    expect(verdict).toMatchObject({ limiter: 'service', phase: 'waiting' })
  })

  it('when it refuses what it cannot do and is fast at that', () => {
    const verdict = limiterOf(20, (second) => ({ failed: second < 12 ? 0 : 40 }))
    expect(verdict).toMatchObject({ limiter: 'service', phase: null, figure: 'failedShare', unit: '%' })
    expect(verdict.value).toBeCloseTo(21.3, 1)
  })

  it('when nothing was answered at all', () => {
    const verdict = limiterOf(10, () => ({ timed: 0, failed: 100 }))
    expect(verdict).toMatchObject({ limiter: 'service', figure: 'failedShare', value: 100 })
    expect(verdict.text).toBe('The service: not one request got a response.')
  })

  it('in a closed model whose users wait for it all the time', () => {
    const closed: SyntheticSecond = { iterationsPlanned: 400, ended: 400, activeVus: 50, waiting: 124 }
    const verdict = limiterOf(20, () => closed, { model: 'closed' })
    expect(verdict).toMatchObject({ limiter: 'service', phase: 'waiting', figure: 'phaseShare' })
    expect(verdict.text).toContain('whether more users got more through is not known')
  })

  it('in a closed model whose rate no longer follows the users', () => {
    const verdict = limiterOf(
      40,
      (second) => {
        const activeVus = Math.round(ramp(second, 40, 1, 100))
        return { activeVus, ended: Math.min(400, activeVus * 20), waiting: Math.max(50, activeVus * 2.5) }
      },
      { model: 'closed' }
    )
    expect(verdict).toMatchObject({ limiter: 'service', phase: 'waiting', figure: 'phaseGrowth' })
  })
})

describe('the plan is the limiter', () => {
  it('when its rate was reached and nothing was at its limit', () => {
    expect(limiterOf(20, () => ({}))).toEqual({
      limiter: 'plan',
      phase: null,
      figure: 'rate',
      value: 100,
      unit: '/s',
      text: 'The plan: its rate of 100/s was reached and nothing was at its limit; more load needs a higher rate.'
    })
  })

  it('when maxVUs were reached and iterations dropped while the service is fine', () => {
    const dropping = { iterationsStarted: 80, iterationsDropped: 20, activeVus: 50, waiting: 500 }
    const verdict = limiterOf(20, () => dropping)
    expect(verdict).toMatchObject({ limiter: 'plan', figure: 'dropped', unit: '%' })
    expect(verdict.value).toBeCloseTo(20)
    // 50 users do 80/s, so 100/s take 62.5.
    expect(verdict.text).toContain('all 50 virtual users (maxVUs) were busy')
    expect(verdict.text).toContain('takes about 63')
  })

  it('when its users think most of the time', () => {
    const thinking = { iterationsStarted: 100, activeVus: 100, waiting: 20 }
    const verdict = limiterOf(20, () => thinking, { model: 'closed', hasThinkTime: true })
    expect(verdict).toMatchObject({ limiter: 'plan', figure: 'thinkShare', unit: '%' })
    expect(verdict.value).toBeCloseTo(98, 0)
  })

  it('when the rate followed the number of its users', () => {
    const verdict = limiterOf(
      40,
      (second) => {
        const activeVus = Math.round(ramp(second, 40, 10, 100))
        return { activeVus, ended: activeVus * 50, waiting: 20 }
      },
      { model: 'closed' }
    )
    expect(verdict).toMatchObject({ limiter: 'plan', figure: 'vus', unit: 'VUs' })
  })
})

describe('the network is the limiter', () => {
  const MIB = 1_048_576
  /** A line of 50 MiB/s: from there on only the receiving grows. */
  const downloads = (second: number): SyntheticSecond => {
    const rate = ramp(second, 40, 10, 100)
    const carried = Math.min(50, rate)
    return {
      ...{ iterationsPlanned: rate, iterationsStarted: rate, ended: carried, bytesReceived: carried * MIB },
      ...{ waiting: 3, receiving: rate > 50 ? 400 : 10 }
    }
  }

  it('when the receiving of large bodies grows while the bytes per second stay', () => {
    const verdict = limiterOf(40, downloads)
    expect(verdict).toMatchObject({ limiter: 'network', phase: 'receiving', figure: 'bytesPerSecond' })
    expect(verdict.value).toBeCloseTo(50 * MIB)
    expect(verdict.text).toContain('52 MB/s was all that came through')
  })

  it('when the sending of large bodies does', () => {
    const verdict = limiterOf(40, (second) => {
      const { receiving, bytesReceived, ...more } = downloads(second)
      return { ...more, sending: receiving!, bytesSent: bytesReceived! }
    })
    expect(verdict).toMatchObject({ limiter: 'network', phase: 'sending' })
  })

  it('when at one rate more and more bodies are on the way', () => {
    const verdict = limiterOf(20, (second) => ({
      ...{
        ended: 50,
        bytesReceived: 50 * MIB,
        requestsInFlight: 10 + 50 * second,
        receiving: 10 + 400 * second
      }
    }))
    expect(verdict.limiter).toBe('network')
  })

  it('but not between two processes of one machine', () => {
    const verdict = limiterOf(40, downloads, { targetOnSameMachine: true })
    expect(verdict).toMatchObject({ limiter: 'service', phase: 'receiving' })
  })

  it('but not for small bodies, which fit into the buffers on the way', () => {
    const verdict = limiterOf(40, (second) => ({ ...downloads(second), bytesReceived: 50 * 1000 }))
    expect(verdict).toMatchObject({ limiter: 'service', phase: 'receiving' })
  })

  it('but not where the bytes per second follow the load', () => {
    const verdict = limiterOf(40, (second) => {
      const rate = ramp(second, 40, 10, 100)
      return { ...downloads(second), ended: rate, bytesReceived: rate * MIB }
    })
    expect(verdict).toMatchObject({ limiter: 'service', phase: 'receiving' })
  })
})

describe('the limiter is unclear', () => {
  it('when there are too few whole seconds', () => {
    expect(limiterOf(2, () => ({ waiting: 900 }))).toMatchObject({
      ...{ limiter: 'unclear', figure: 'judgedSeconds', value: 1, unit: 's' }
    })
  })

  it('when the rate was not reached and nothing says why', () => {
    const verdict = limiterOf(20, () => ({ iterationsStarted: 90 }))
    expect(verdict).toMatchObject({ limiter: 'unclear', figure: 'reachedShare' })
    expect(verdict.value).toBeCloseTo(90)
  })

  it('when target and generator share a machine that is full', () => {
    const full = { generator: { machineCpu: 0.99 } }
    const closed = { model: 'closed', targetOnSameMachine: true } as const
    expect(limiterOf(20, () => full, closed)).toMatchObject({ limiter: 'unclear', figure: 'machineCpu' })
    expect(limiterOf(20, () => full, { ...closed, targetOnSameMachine: false }).limiter).toBe('service')
    expect(limiterOf(20, () => ({ generator: { machineCpu: null } }), closed).limiter).toBe('service')
  })

  it('when a closed model made no request', () => {
    const verdict = limiterOf(20, () => ({ ended: 0, requestsInFlight: 0 }), { model: 'closed' })
    expect(verdict.limiter).toBe('unclear')
  })
})

it('leaves the warm-up out', () => {
  const verdict = limiterOf(20, (second) => ({ waiting: second < 10 ? 1 : 100 }), { warmUpMs: 10_000 })
  expect(verdict.limiter).toBe('plan')
})
