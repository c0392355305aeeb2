import { InvalidArgumentError } from 'commander'
import { describe, expect, it } from 'vitest'
import {
  durationMs,
  keyValue,
  list,
  ratePerSecond,
  wholeNumber
} from '../../../src/main/cli/option-values.ts'

describe('option values', () => {
  it('reads durations as people type them, plain numbers as seconds', () => {
    expect(['30s', '1m30s', '500ms', '10', '0.5'].map(durationMs)).toEqual([30_000, 90_000, 500, 10_000, 500])
    for (const wrong of ['', '0', '-1s', 'soon', '0s', '1x']) {
      expect(() => durationMs(wrong)).toThrow(InvalidArgumentError)
    }
  })

  it('reads whole numbers within their limits alone', () => {
    expect(wholeNumber(1, 64)('64')).toBe(64)
    for (const wrong of ['0', '65', '1.5', '1e1', '', 'x', '-3', '0x10']) {
      expect(() => wholeNumber(1, 64)(wrong)).toThrow('Expected a whole number from 1 to 64.')
    }
  })

  it('reads rates above zero, up to what a plan may ask for', () => {
    expect(['500', '0.5', '.5'].map(ratePerSecond)).toEqual([500, 0.5, 0.5])
    for (const wrong of ['0', '-1', 'x', '', '1/s', '10000001'])
      expect(() => ratePerSecond(wrong)).toThrow(InvalidArgumentError)
  })

  it('collects pairs; a value may hold the separator', () => {
    expect(keyValue('b=x=y', keyValue('a=1'))).toEqual({ a: '1', b: 'x=y' })
    expect(list('b', list('a'))).toEqual(['a', 'b'])
    expect(() => keyValue('novalue')).toThrow('Expected KEY=VALUE.')
  })
})
