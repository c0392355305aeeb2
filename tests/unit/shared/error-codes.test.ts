import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { REQUEST_ERRORS, requestErrorCode, requestErrorNumber } from '../../../src/shared/error-codes.ts'

describe('request error codes', () => {
  it('have a number each, and the number leads back to the code', () => {
    for (const [code] of REQUEST_ERRORS) expect(requestErrorCode(requestErrorNumber(code))).toBe(code)
    expect(new Set(REQUEST_ERRORS.map(([code]) => code)).size).toBe(REQUEST_ERRORS.length)
    expect(() => requestErrorCode(REQUEST_ERRORS.length)).toThrow(RangeError)
  })

  it('are all described in docs/errors.md, with the meaning that the code has here', () => {
    const page = readFileSync(new URL('../../../docs/errors.md', import.meta.url), 'utf8').replace(/ +/g, ' ')
    for (const [code, meaning] of REQUEST_ERRORS.slice(1))
      expect(page).toContain(`| \`${code}\` | ${meaning} |`)
  })
})
