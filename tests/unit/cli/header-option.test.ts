import { InvalidArgumentError } from 'commander'
import { describe, expect, it } from 'vitest'
import { header } from '../../../src/main/cli/header-option.ts'

function headersOf(...lines: readonly string[]): Record<string, string> | undefined {
  return lines.reduce<Record<string, string> | undefined>((before, line) => header(line, before), undefined)
}

describe('header lines of the command line', () => {
  it('are collected, and a value may hold a colon', () => {
    expect(headersOf('Accept:  text/html ', 'x-url: http://a:1')).toEqual({
      ...{ Accept: 'text/html', 'x-url': 'http://a:1' }
    })
    expect(() => header('novalue')).toThrow('Expected "Name: value".')
  })

  it('of one name are joined as HTTP joins them, whatever their case', () => {
    expect(headersOf('X-A: 1', 'Accept: a', 'x-a: 2', 'X-A: 3')).toEqual({ 'X-A': '1, 2, 3', Accept: 'a' })
    expect(headersOf('Cookie: a=1', 'cookie: b=2')).toEqual({ Cookie: 'a=1; b=2' })
  })

  it.each(['Host', 'Content-Type', 'content-length', 'AUTHORIZATION'])('refuse a second %s', (name) => {
    const twice = (): unknown => headersOf(`${name}: a`, `${name.toLowerCase()}: b`)
    expect(twice).toThrow(InvalidArgumentError)
    expect(twice).toThrow(`Expected one ${name}, which has a single value.`)
  })
})
