import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { linePoints, stackedPoints } from '../../../src/renderer/src/charts/decimate.ts'

describe('the points of a line', () => {
  it('are all seconds, in their middle, while there is room', () => {
    expect(linePoints((second) => second * 10, 3, 100)).toEqual([
      { x: 0.5, y: 0 },
      { x: 1.5, y: 10 },
      { x: 2.5, y: 20 }
    ])
  })

  it('keep the highest and the lowest value, their order and a bounded number', () => {
    const values = fc.array(fc.double({ min: 0, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 2000 })
    fc.assert(
      fc.property(values, fc.integer({ min: 10, max: 300 }), (samples, columns) => {
        const points = linePoints((second) => samples[second] ?? NaN, samples.length, columns)
        const ys = points.map(({ y }) => y)
        expect(Math.max(...ys)).toBe(Math.max(...samples))
        expect(Math.min(...ys)).toBe(Math.min(...samples))
        expect(points.every(({ x }, index) => index === 0 || x > (points[index - 1]?.x ?? 0))).toBe(true)
        expect(points.length).toBeLessThanOrEqual(columns * 2)
        for (const { x, y } of points) expect(samples[x - 0.5]).toBe(y)
      })
    )
  })

  it('leave a gap where a whole column has no sample', () => {
    const points = linePoints((second) => (second >= 400 && second < 600 ? NaN : 1), 1000, 50)
    expect(points.some(({ y }) => Number.isNaN(y))).toBe(true)
  })
})

describe('stacked layers', () => {
  it('lie on top of each other', () => {
    const [low, high] = stackedPoints([() => 2, () => 3], 1, 100, 'mean')
    expect(low?.[0]?.y).toBe(2)
    expect(high?.[0]?.y).toBe(5)
  })

  it('show the mean of the seconds in one column for areas', () => {
    const [layer] = stackedPoints([(second) => second], 4, 2, 'mean')
    expect(layer?.map(({ y }) => y)).toEqual([0.5, 2.5])
  })

  it('show the worst second of a column for bars and nothing where nothing was', () => {
    const errors = [0, 0, 0, 7, 1, 0]
    const [layer] = stackedPoints([(second) => errors[second] ?? NaN], errors.length, 3, 'peak')
    expect(layer?.map(({ y }) => y)).toEqual([NaN, 7, 1])
  })
})
