import { describe, expect, it } from 'vitest'
import { logGamma } from '../../../src/main/report/compare/log-gamma.ts'
import { studentTail } from '../../../src/main/report/compare/student-tail.ts'

describe('studentTail', () => {
  it.each([
    [2.776445105, 4, 0.025],
    [63.65674116, 1, 0.005],
    [2.045229642, 29, 0.025],
    [3.169272667, 10, 0.005],
    [2.575829304, 1e9, 0.005]
  ])('agrees with the tables: %d with %d degrees of freedom', (t, degreesOfFreedom, above) => {
    expect(studentTail(t, degreesOfFreedom)).toBeCloseTo(above, 8)
    expect(studentTail(-t, degreesOfFreedom)).toBeCloseTo(1 - above, 8)
  })

  it('is a half at 0 and nothing far out', () => {
    expect(studentTail(0, 7)).toBe(0.5)
    expect(studentTail(1e9, 7)).toBeLessThan(1e-50)
  })
})

describe('logGamma', () => {
  it('agrees with factorials and with the root of pi', () => {
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 12)
    let logFactorial = 0
    for (let n = 1; n <= 170; n++) {
      logFactorial += Math.log(n)
      expect(logGamma(n + 1)).toBeCloseTo(logFactorial, 9)
    }
  })
})
