import { applyCurl } from '../../../src/renderer/src/features/test-form/apply-curl.ts'
import { parseCurlCommand } from '../../../src/renderer/src/features/test-form/curl-command.ts'
import { newPlanForm } from '../../../src/renderer/src/features/test-form/plan-form.ts'
import { toDocument } from '../../../src/renderer/src/features/test-form/to-document.ts'
import { parsePlan } from '../../../src/shared/plan/index.ts'
import { parseTemplate } from '../../../src/shared/plan/template.ts'
import { mutateBytes } from '../byte-mutations.ts'
import { require, type FuzzTarget } from '../fuzz-target.ts'

const WORDS: readonly string[] = [
  ...[
    'curl ',
    '$ curl ',
    'curl.exe ',
    "'",
    '"',
    "$'",
    '\\',
    '\\\n',
    ' ',
    '\t',
    '\n',
    '|',
    '>',
    '&&',
    ';',
    '`',
    '$(',
    ')'
  ],
  ...[
    '$TOKEN',
    '${TOKEN}',
    '${TOKEN:-x}',
    '${',
    '$${',
    '$1',
    '$',
    '\\x41',
    '\\u00e4',
    '\\ud800',
    '\\0',
    '\\777',
    '#'
  ],
  ...[
    '-X POST ',
    '-H ',
    "-H 'a: b' ",
    '-d ',
    '--data-urlencode ',
    '--json ',
    '-u ',
    '-b ',
    '-G ',
    '-I ',
    '-F a=b '
  ],
  ...[
    '--url ',
    '--url-query ',
    '-m 5 ',
    '--connect-timeout 1.5 ',
    '-- ',
    '-',
    '--',
    '=',
    '@file',
    'http://127.0.0.1/a?b#c'
  ],
  ...['https://[::1]:8/', 'ftp://x', 'x', '?', '&', '#', '%zz', '\xc3\xa4', '\xff', '\0', '\r']
]

/** A pasted curl command: any text is a request whose texts are templates, or none, and the form takes it. */
export const curlTarget: FuzzTarget = {
  name: 'curl',
  extension: 'curl',
  mutate: (input, other, random) => mutateBytes(input, other, random, WORDS),
  check(input) {
    const request = parseCurlCommand(input.toString('utf8'))
    if (request === null) return 'none'
    const { url, headers, body, method, notes } = request
    for (const text of [url, body ?? '', ...headers.flat()]) {
      const template = parseTemplate(text)
      require(template.valid, () =>
        `${JSON.stringify(text)} is no template: ${template.valid || template.message}`)
    }
    const form = newPlanForm()
    const change = applyCurl(form, 0, request, { into: null, after: null })
    require(change !== null, () => 'the form did not take it')
    const parsing = parsePlan(toDocument(form))
    const methods = /^(?:GET|HEAD|POST|PUT|PATCH|DELETE|OPTIONS)$/.test(method) ? method : 'other'
    return `${methods} ${headers.length} ${body === null} ${notes.length} ${parsing.valid}`
  }
}
