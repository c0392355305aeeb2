import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cmdWords, isForCmd } from '../../../src/renderer/src/features/test-form/cmd-words.ts'
import { parseCurlCommand } from '../../../src/renderer/src/features/test-form/curl-command.ts'

/** As Chrome and Firefox quote a text for cmd.exe. */
function quote(text: string): string {
  const escaped = text
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll(/[^a-zA-Z0-9\s_\-:=+~'/.',?;()*`]/g, '^$&')
    .replaceAll(/%(?=[a-zA-Z0-9_])/g, '%^')
    .replaceAll(/\r?\n/g, '^\n\n')
  return `^"${escaped}^"`
}

describe('isForCmd', () => {
  test.each([
    ['curl ^"http://a^"', true],
    ['curl http://a ^\r\n  -H "a: b"', true],
    ['curl "http://a" ^\n  -d "{\\"it\'s\\": 1}"', true],
    ['curl "http://a"', false],
    [`curl 'http://a' -d 'x ^\n"'`, false],
    [`curl http://a -d '^"'`, false],
    ['curl "http://a" \\\n -d "x ^\n"', false]
  ])('of %j is %s', (command, expected) => {
    expect(isForCmd(command)).toBe(expected)
  })
})

describe('cmdWords', () => {
  test.each([
    ['curl ^"a b^" ^\n  c', ['curl', 'a b', 'c']],
    ['curl ^\r\n a', ['curl', 'a']],
    ['curl "a^b" c^^d', ['curl', 'a^b', 'c^d']],
    ['curl "say \\"hi\\"" "a""b" ""', ['curl', 'say "hi"', 'a"b', '']],
    ['curl "C:\\\\x\\y\\\\"', ['curl', 'C:\\\\x\\y\\']],
    ['curl ^"C:^\\^\\x^"', ['curl', 'C:\\x']],
    ['curl ^"one^\n\ntwo^"', ['curl', 'one\ntwo']],
    ['curl ^"one^\r\n\r\ntwo^"', ['curl', 'one\ntwo']],
    ['curl "Bearer %TOKEN%" ^"100^%^TOKEN^%^"', ['curl', 'Bearer ${env.TOKEN}', '100%TOKEN%']],
    ['curl ^"^$^{x^}^"', ['curl', '$${x}']],
    ['curl http://a/?x=1&y=2', ['curl', 'http://a/?x=1&y=2']]
  ])('of %j are %j', (command, words) => {
    expect(cmdWords(command)).toEqual({ words, notes: [] })
  })

  test.each([
    ['curl a & echo done', 'What follows the command was left out: & echo done'],
    ['curl "a|b" | more', 'What follows the command was left out: | more'],
    ['curl a\ncurl %B%', 'What follows the command was left out: curl %B%'],
    ['curl "a', 'A quote " is never closed; the rest was read as its text.']
  ])('of %j leave out what is not theirs, and say so', (command, note) => {
    expect(cmdWords(command).notes).toEqual([note])
  })
})

test('a request that a browser copied for cmd.exe keeps its method, headers and body', () => {
  const command = [
    'curl ^"http://a.test/win?x=1^&y=2^"',
    '  -X ^"PUT^"',
    '  -H ^"content-type: application/json^"',
    '  --data-raw ^"^{^\\^"a^\\^":^\\^"50^% ^& more^\\^"^}^"'
  ].join(' ^\n')
  expect(parseCurlCommand(command)).toMatchObject({
    method: 'PUT',
    url: 'http://a.test/win?x=1&y=2',
    headers: [['content-type', 'application/json']],
    body: '{"a":"50% & more"}',
    notes: []
  })
})

test('any URL path, header value and body that was quoted for cmd.exe comes back', () => {
  const escape = (text: string): string => text.replaceAll('${', () => '$${')
  const text = fc.oneof(
    fc.string(),
    fc.string({ unit: 'binary' }),
    fc.string({ unit: fc.constantFrom('"', '\\', '^', '%', 'A', '\n', '\r', ' ', '$', '{', '&', '|') })
  )
  fc.assert(
    fc.property(fc.string(), fc.string(), text, (path, value, body) => {
      const lines = [
        `curl ${quote(`http://a/${path}`)}`,
        `  -H ${quote(`x-value: v${value}v`)}`,
        `  --data-raw ${quote(body)}`
      ]
      for (const lineEnd of ['\n', '\r\n']) {
        const request = parseCurlCommand(lines.join(` ^${lineEnd}`))
        expect(request).toMatchObject({ url: escape(`http://a/${path}`), notes: [] })
        expect(request?.headers).toContainEqual(['x-value', escape(`v${value}v`)])
        // A browser writes every line end as one of the same kind.
        expect(request?.body).toBe(escape(body.replaceAll('\r\n', '\n')))
      }
    })
  )
})
