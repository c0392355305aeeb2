import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { findJsonMistake } from '../../../src/renderer/src/features/test-form/json-mistake.ts'
import { jsonProblem } from '../../../src/renderer/src/features/test-form/own-problems.ts'

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

describe('findJsonMistake', () => {
  test('finds none in any JSON text', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(findJsonMistake(JSON.stringify(value, null, 2))).toBeNull()
      })
    )
  })

  test('finds one in a text exactly when it is no JSON', () => {
    const piece = fc.constantFrom(
      ...'{}[],:"\\ \n-+.eE019ntfu'.split(''),
      'true',
      'null',
      '"a"',
      '\\u00e9',
      '\x7f'
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
        const text = pieces.join('')
        expect(findJsonMistake(text) === null).toBe(isJson(text))
      }),
      { numRuns: 2000 }
    )
  })

  test.each([
    ['{"a": 1,}', 8, 'a name in quotes'],
    ['{"a" 1}', 5, 'a colon'],
    ['[1 2]', 3, 'a comma or ]'],
    ['{', 1, 'a name in quotes or }'],
    ['"a', 2, 'a closing quote'],
    ['"\\x"', 1, 'an escape that JSON knows'],
    ['{} x', 3, 'the end'],
    ["{'a': 1}", 1, 'a name in quotes or }']
  ])('in %j at %i, expected %s', (text, at, expected) => {
    expect(findJsonMistake(text)).toEqual({ at, expected })
  })

  test('takes nesting that would overflow a stack', () => {
    expect(findJsonMistake('['.repeat(100_000))).toMatchObject({ at: 100_000 })
  })
})

describe('jsonProblem', () => {
  test('names the line and what was found', () => {
    expect(jsonProblem('{\n  "a": 1\n  "b": 2\n}')).toBe(
      'Found "\\"", expected a comma or } on line 3 of the JSON.'
    )
    expect(jsonProblem('{"a": 1')).toBe('Found the end, expected a comma or } on line 1 of the JSON.')
    expect(jsonProblem(' ')).toMatch(/^The JSON is empty/)
    expect(jsonProblem('{"a": "${b}"}')).toBeNull()
  })
})
