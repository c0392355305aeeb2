import { describe, expect, it } from 'vitest'
import type { StepSecond } from '../../../src/main/capacity/step-second.ts'
import { shortfallOf } from '../../../src/main/capacity/shortfall.ts'
import { StepWatch } from '../../../src/main/capacity/step-watch.ts'
import { stepSecond, threshold } from './step-samples.ts'

const lengths = { warmUpSeconds: 2, stepSeconds: 10, maxStepSeconds: 30 }

/** Feeds seconds until the watch ends the step; returns how many were measured. */
function measure(
  watch: StepWatch,
  secondOf: (index: number) => Partial<StepSecond>,
  misses: (samples: number) => number,
  perSecond = 100
): number {
  for (let index = -lengths.warmUpSeconds; index < 40 && watch.decision === 'go on'; index++) {
    const samples = Math.max(0, index + 1) * perSecond
    const second = stepSecond(index + lengths.warmUpSeconds, secondOf(index))
    watch.add(second, [threshold(samples, misses(samples))])
  }
  return watch.seconds.length
}

describe('StepWatch', () => {
  it('ends after its length where the objective is met beyond doubt', () => {
    const watch = new StepWatch(lengths)
    expect(
      measure(
        watch,
        () => ({}),
        () => 0
      )
    ).toBe(10)
    expect(watch.decision).toBe('enough')
    expect(watch.seconds[0]?.second).toBe(2)
  })

  it('ends after its length where the objective is missed beyond doubt', () => {
    expect(
      measure(
        new StepWatch(lengths),
        () => ({}),
        (samples) => samples / 10
      )
    ).toBe(10)
  })

  it('goes on while the objective is in doubt, until a hundred samples may lie beyond it', () => {
    // 1 % of 10,000 samples are 100: 500 a second make 20 seconds.
    const atTheEdge = (samples: number): number => samples / 100
    expect(measure(new StepWatch(lengths), () => ({}), atTheEdge, 500)).toBe(20)
    expect(measure(new StepWatch(lengths), () => ({}), atTheEdge, 100)).toBe(30)
  })

  it('goes on while latency grows, and says so at the end', () => {
    const watch = new StepWatch(lengths)
    expect(
      measure(
        watch,
        (index) => ({ responseMeanMs: 10 + index }),
        () => 0
      )
    ).toBe(30)
    expect(watch.trend).toBeGreaterThan(0.8)
    const settling = new StepWatch(lengths)
    const settled = measure(
      settling,
      (index) => ({ responseMeanMs: index < 4 ? 40 - 8 * index : 8 + (index % 2) }),
      () => 0
    )
    expect(settled).toBeGreaterThanOrEqual(10)
    expect(settling.trend).toBeNull()
  })

  it('ends early where the service falls far behind', () => {
    const watch = new StepWatch(lengths)
    expect(
      measure(
        watch,
        () => ({ completed: 80, activeVus: 50 }),
        () => 0
      )
    ).toBe(3)
    expect(watch.decision).toBe('overloaded')
  })

  it('takes iterations that are under way for no backlog', () => {
    // A service of two seconds behind a warm-up of two: the first second completes nothing.
    const watch = new StepWatch(lengths)
    const late = (index: number): Partial<StepSecond> => ({ completed: index < 1 ? 60 : 100, activeVus: 200 })
    expect(measure(watch, late, () => 0)).toBe(10)
    expect(watch.decision).toBe('enough')
  })

  it('goes on while it is unclear whether a service that is a little behind keeps up', () => {
    // 8 of 108 more are left undone with each second, as by a service that can do 100.
    const watch = new StepWatch({ ...lengths, stepSeconds: 2, maxStepSeconds: 12 })
    const behind = (index: number): Partial<StepSecond> => ({
      ...{ planned: 108, completed: 100, activeVus: 8 * (index + lengths.warmUpSeconds) + 4 }
    })
    expect(measure(watch, behind, () => 0, 1000)).toBe(3)
    expect(shortfallOf(watch.seconds)).toEqual({ undone: 24, kind: 'clear' })
  })

  it('keeps the corrected figures of a second, and none of the drain', () => {
    const watch = new StepWatch({ ...lengths, stepSeconds: 2 })
    watch.add(stepSecond(2), [threshold(1000, 0)])
    watch.add(stepSecond(2, { completed: 99 }), [threshold(1000, 0)])
    expect(watch.seconds).toHaveLength(1)
    expect(watch.seconds[0]?.completed).toBe(99)
    watch.add(stepSecond(3), [threshold(2000, 0)])
    watch.add(stepSecond(4, { planned: 0 }), [threshold(2000, 0)])
    expect(watch.seconds.map(({ second }) => second)).toEqual([2, 3])
  })

  it('knows how much the seconds of an objective resemble each other', () => {
    const watch = new StepWatch({ ...lengths, stepSeconds: 8 })
    for (let index = 0; index < 8; index++) {
      watch.add(stepSecond(index + 2), [threshold(100 * (index + 1), index < 4 ? 0 : 40)])
    }
    expect(watch.designEffect(0)).toBeCloseTo(40 / 0.95, 5)
  })
})
