import { describe, expect, test } from 'vitest'
import { axisEndMs, previewScenario } from '../../../src/renderer/src/features/test-form/load-preview.ts'
import { loadFacts, loadText, wholeRunFact } from '../../../src/renderer/src/features/test-form/load-words.ts'
import { newPlanForm, newScenario } from '../../../src/renderer/src/features/test-form/plan-form.ts'
import type { ExecutorKind } from '../../../src/shared/plan/plan.ts'
import { toForm } from '../../../src/renderer/src/features/test-form/to-form.ts'
import { catalogue } from './plan-fixtures.ts'

function preview(
  executor: ExecutorKind,
  options: Record<string, string> = {}
): ReturnType<typeof previewScenario> {
  const scenario = newScenario('a b c', executor)
  Object.assign(scenario.options, options)
  return previewScenario(scenario)
}

function facts(shown: ReturnType<typeof previewScenario>, requests: number): Record<string, string> {
  if (shown === null) throw new Error('nothing to see')
  return Object.fromEntries(
    loadFacts(shown, requests).map(({ term, text }) => [term, text.replaceAll(/\s/g, ' ')])
  )
}

describe('previewScenario', () => {
  test('draws a scenario although its name, its steps and the rest of the plan are wrong', () => {
    const form = newPlanForm()
    form.target = 'wrong'
    const scenario = { ...newScenario('a b c'), flow: [] }
    expect(previewScenario(scenario)?.shape.points).toEqual([
      { timeMs: 0, value: 10 },
      { timeMs: 30_000, value: 10 }
    ])
  })

  test('is null while an option is wrong or missing', () => {
    expect(preview('constant-vus', { vus: 'x' })).toBeNull()
    expect(preview('constant-vus', { duration: '' })).toBeNull()
  })

  test('counts the start of the scenario in', () => {
    const form = toForm(catalogue)
    expect(previewScenario(form.scenarios[0]!)).toMatchObject({
      startMs: 2000,
      endMs: 92_000,
      peak: 100
    })
  })
})

describe('axisEndMs', () => {
  const ramp = preview('ramping-vus', { startTime: '5s' })!
  const counted = preview('shared-iterations')!

  test('follows what has a known length; the longest time of a count does not stretch it', () => {
    expect(axisEndMs(ramp, [counted])).toBe(105_000)
    expect(axisEndMs(counted, [ramp, preview('per-vu-iterations', { maxDuration: '1h' })!])).toBe(105_000)
  })

  test('is the longest time of a count where no length is known', () => {
    expect(axisEndMs(counted, [preview('shared-iterations', { maxDuration: '1h' })!])).toBe(600_000)
  })

  test('leaves room for a count that starts after everything else', () => {
    expect(axisEndMs(ramp, [preview('shared-iterations', { startTime: '4m' })!])).toBe(300_000)
    const short = preview('shared-iterations', { startTime: '4m', maxDuration: '10s' })!
    expect(axisEndMs(ramp, [short])).toBe(250_000)
  })
})

describe('loadFacts', () => {
  test('says what an arrival rate comes to', () => {
    expect(facts(preview('constant-arrival-rate', { rate: '500', maxVUs: '200' }), 2)).toEqual({
      Length: '30 s, then up to 30 s to finish',
      Iterations: '15,000',
      Requests: '30,000 in all, 1,000/s at the peak',
      Users: 'as many as it takes, 200 at most'
    })
  })

  test('says that a count ends when it is done', () => {
    expect(facts(preview('shared-iterations'), 1)).toEqual({
      Length: 'until done, at most 10 min',
      Iterations: '100',
      Requests: '100'
    })
  })

  test('promises no count of iterations for users in a loop', () => {
    expect(facts(preview('ramping-vus', { startTime: '5s', gracefulStop: '0s' }), 0)).toEqual({
      Length: '1 min 40 s, from 5 s on',
      Iterations: 'as many as the users get done',
      Requests: 'none: the scenario has no request'
    })
  })

  test('counts several scenarios together to the end of the last', () => {
    const form = toForm(catalogue)
    const shown = form.scenarios.map((scenario) => previewScenario(scenario)!)
    expect(wholeRunFact(shown).text.replaceAll(/\s/g, ' ')).toBe('1 min 32 s, 2 scenarios')
    const counted = preview('shared-iterations', { maxDuration: '5m' })!
    expect(wholeRunFact([...shown, counted]).text.replaceAll(/\s/g, ' ')).toBe('at most 5 min, 3 scenarios')
  })

  test('writes a load short enough for a tab', () => {
    expect(loadText('iterationsPerSecond', 1500)).toBe('1,500/s')
    expect(loadText('iterationsPerSecond', 0.5)).toBe('0.5/s')
    expect(loadText('vus', 1)).toBe('1 VU')
    expect(loadText('vus', 20)).toBe('20 VUs')
  })
})
