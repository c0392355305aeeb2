import { describe, expect, it } from 'vitest'
import { concludeSearch } from '../../../src/main/capacity/conclusion.ts'
import { capacityStep, judged } from './step-samples.ts'

const evidence = (samples: number, misses: number) => ({
  ...{ samples, misses, allowedShare: 0.01, designEffect: 1 }
})
const met = capacityStep({
  rate: 354,
  achievedRate: 353.9,
  requestsPerSecond: 708,
  objectives: [judged({ evidence: evidence(10_000, 60) })]
})
const missed = capacityStep({
  ...{ rate: 372, verdict: 'missed', reason: 'http_req_response p(99)<200: 212 ms' },
  objectives: [judged({ result: 'failed', actual: 212, evidence: evidence(10_000, 140) })]
})

describe('concludeSearch', () => {
  it('names the capacity with both confidences', () => {
    const found = concludeSearch({ kind: 'found', limit: 'objective' }, { met: 354, missed: 372 }, [
      met,
      missed
    ])
    expect(found).toMatchObject({ rate: 354, achievedRate: 353.9, requestsPerSecond: 708, nextRate: 372 })
    expect(found.metConfidence).toBeGreaterThan(0.999)
    expect(found.missedConfidence).toBeGreaterThan(0.999)
    expect(found.words).toBe(
      'The objectives are met at 354/s (708 requests/s), practically certain (confidence >99 %). ' +
        'At 372/s they are missed, practically certain (confidence >99 %) (http_req_response p(99)<200: 212 ms).'
    )
  })

  it('takes all attempts at a rate together, and the weakest objective of a met one', () => {
    const unsure = {
      ...met,
      objectives: [judged({ evidence: evidence(1000, 9) }), judged({ evidence: evidence(1000, 0) })]
    }
    const end = { kind: 'found', limit: 'objective' } as const
    const once = concludeSearch(end, { met: 354, missed: 372 }, [unsure, missed])
    const twice = concludeSearch(end, { met: 354, missed: 372 }, [unsure, missed, unsure])
    expect(once.metConfidence).toBeLessThan(0.6)
    expect(once.words).toContain('uncertain, longer steps would tell')
    expect(twice.metConfidence).not.toBe(once.metConfidence)
  })

  it('says that a service does not keep up without a share of samples to be sure of', () => {
    const over = capacityStep({
      rate: 372,
      verdict: 'overloaded',
      reason: '300/s done of 372/s',
      objectives: []
    })
    const { words, missedConfidence } = concludeSearch(
      { kind: 'found', limit: 'service' },
      { met: 354, missed: 372 },
      [met, over]
    )
    expect(missedConfidence).toBeNull()
    expect(words).toContain('At 372/s the service does not keep up (300/s done of 372/s).')
  })

  it.each([
    ['at-least', 'generator', { met: 354, missed: 372 }, /^At least 354\/s\. .* the generator was the limit/],
    ['at-least', 'max-rate', { met: 354, missed: null }, /No higher rate was asked for\.$/],
    ['at-least', 'stopped', { met: 354, missed: 372 }, /The search was stopped\. 372\/s was not met\.$/],
    ['at-least', 'steps', { met: 354, missed: 372 }, /gave up after its last step\. 372\/s was not met\.$/],
    ['at-least', 'none', { met: 354, missed: null }, /The search goes on\.$/],
    [
      'below',
      'objective',
      { met: null, missed: 372 },
      /^Less than 372\/s: every rate down to this one was missed/
    ],
    ['below', 'stopped', { met: null, missed: 372 }, /^Less than 372\/s: every rate so far was missed when/],
    ['unknown', 'generator', { met: null, missed: 372 }, /^Nothing is known of the service: the generator/],
    ['at-least', 'no-samples', { met: 354, missed: 372 }, /At 372\/s there was nothing to judge \(/],
    [
      'unknown',
      'no-samples',
      { met: null, missed: 372 },
      /^Nothing is known of the service: there was nothing/
    ],
    ['unknown', 'stopped', { met: null, missed: null }, /^Nothing is known: the search was stopped before/]
  ] as const)('puts %s by %s into words', (kind, limit, bracket, words) => {
    expect(concludeSearch({ kind, limit }, bracket, [met, missed]).words).toMatch(words)
  })
})
