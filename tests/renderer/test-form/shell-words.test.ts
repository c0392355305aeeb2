import { describe, expect, test } from 'vitest'
import { shellWords } from '../../../src/renderer/src/features/test-form/shell-words.ts'

function words(command: string): readonly string[] {
  return shellWords(command).words
}

describe('shellWords', () => {
  test('splits at spaces, tabs and continued lines', () => {
    expect(words('a  b\tc \\\n d \\\r\n  e')).toEqual(['a', 'b', 'c', 'd', 'e'])
  })

  test('joins what stands together without a space', () => {
    expect(words(`a'b c'"d e"f`)).toEqual(['ab cd ef'])
  })

  test('keeps everything between single quotes', () => {
    expect(words(`'a \\n "b" $c'`)).toEqual(['a \\n "b" $c'])
  })

  test("reads a single quote in single quotes as browsers write it: '\\''", () => {
    expect(words(`'it'\\''s'`)).toEqual(["it's"])
  })

  test('reads only the escapes of double quotes in double quotes', () => {
    expect(words('"a\\"b \\$c \\\\d \\n e\\\nf"')).toEqual(['a"b $c \\d \\n ef'])
  })

  test("reads the escapes of $'..'", () => {
    expect(words(`$'a\\n\\t\\'\\u00e9\\x41\\101\\U0001f600'`)).toEqual(["a\n\t'éAA😀"])
  })

  test('keeps an empty word that is quoted', () => {
    expect(words(`a '' ""`)).toEqual(['a', '', ''])
  })

  test('turns variables into references to the environment, in double quotes and outside', () => {
    expect(words('"Bearer $TOKEN" ${HOST}/x \'$NOT\'')).toEqual([
      'Bearer ${env.TOKEN}',
      '${env.HOST}/x',
      '$NOT'
    ])
  })

  test('escapes what would be a reference of the plan', () => {
    expect(words(`'{"a":"\${b}"}'`)).toEqual(['{"a":"$${b}"}'])
    expect(words(`'$''{b}'`)).toEqual(['$${b}'])
  })

  test('keeps a lone dollar sign', () => {
    expect(words('cost=5$ "$" $')).toEqual(['cost=5$', '$', '$'])
  })

  test('leaves out what follows the command, and says so', () => {
    expect(shellWords('curl x | jq .')).toEqual({
      words: ['curl', 'x'],
      notes: ['What follows the command was left out: | jq .']
    })
    expect(shellWords('curl x && echo done').words).toEqual(['curl', 'x'])
    expect(shellWords('curl x\ncurl y').notes).toEqual(['What follows the command was left out: curl y'])
    expect(shellWords('curl x;').notes).toEqual([])
  })

  test('keeps the & of a URL that was not quoted', () => {
    expect(words('curl http://a/?x=1&y=2')).toEqual(['curl', 'http://a/?x=1&y=2'])
  })

  test('reads to the end when a quote is never closed, and says so', () => {
    expect(shellWords(`curl 'abc`)).toEqual({
      words: ['curl', 'abc'],
      notes: ["A quote ' is never closed; the rest was read as its text."]
    })
  })
})
