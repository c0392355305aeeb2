import { describe, expect, it } from 'vitest'
import { parsePlan, planFileReferences, planReferences } from '../../../../src/shared/plan/index.ts'
import type { RequestStep } from '../../../../src/shared/plan/plan.ts'
import { closed } from './plan-documents.ts'

const STEP = 'scenarios.a.flow[0].request'

function parse(
  request: Record<string, unknown>,
  rest: Record<string, unknown> = {}
): ReturnType<typeof parsePlan> {
  return parsePlan(closed(rest, [{ request: { url: '/', ...request } }]))
}

function stepOf(request: Record<string, unknown>, rest?: Record<string, unknown>): RequestStep {
  const parsed = parse(request, rest)
  if (!parsed.valid) throw new Error(JSON.stringify(parsed.problems))
  const step = parsed.plan.scenarios[0]?.flow[0]
  if (step?.kind !== 'request') throw new Error('no request')
  return step
}

function problemsOf(request: Record<string, unknown>, rest?: Record<string, unknown>): string[] {
  const parsed = parse(request, rest)
  return parsed.valid ? [] : parsed.problems.map(({ path, message }) => `${path} | ${message}`)
}

describe('a body', () => {
  it('of a form is encoded but for its references', () => {
    const step = stepOf({ form: { 'a b': 'x&y ${vu}${env.E}', n: [1, false], $: '$${lit}' } })
    expect(step.body).toEqual({ kind: 'form', text: 'a+b=x%26y+${vu}${env.E}&n=1&n=false&%24=%24%7Blit%7D' })
    expect(step.headers).toEqual([['content-type', 'application/x-www-form-urlencoded']])
  })

  it('of parts is the same as a list and as a mapping, whose names are no templates', () => {
    const list = stepOf({
      multipart: [
        { name: '$${a}', value: 1 },
        { name: 'f', file: 'x.csv', filename: 'y' }
      ]
    })
    const mapping = stepOf({ multipart: { '${a}': 1, f: { file: 'x.csv', filename: 'y' } } })
    const parts = [
      { key: 0, name: '$${a}', contentType: null, content: { kind: 'value', text: '1' } },
      { key: 1, name: 'f', contentType: null, content: { kind: 'file', file: 'x.csv', filename: 'y' } }
    ]
    expect(list.body).toEqual({ kind: 'multipart', parts })
    expect(mapping.body).toEqual({
      kind: 'multipart',
      parts: parts.map((part, index) => ({ ...part, key: ['${a}', 'f'][index] }))
    })
  })

  it('of a file has the type that the name tells, unless a header does', () => {
    const typeOf = (bodyFile: string, headers = {}): unknown => stepOf({ bodyFile, headers }).headers[0]?.[1]
    expect(['a.JSON', 'b.tar.gz', 'c', 'd.unknown', 'e.constructor'].map((name) => typeOf(name))).toEqual([
      'application/json',
      'application/gzip',
      ...Array.from({ length: 3 }, () => 'application/octet-stream')
    ])
    expect(typeOf('a.json', { 'Content-Type': 'x/y' })).toBe('x/y')
  })

  it('of parts puts no default content-type into the headers', () => {
    const defaults = { headers: { 'Content-Type': 'application/json', a: 'b' } }
    expect(stepOf({ multipart: { a: 1 } }, { defaults }).headers).toEqual([['a', 'b']])
    expect(stepOf({ form: { a: 1 } }, { defaults }).headers).toHaveLength(2)
  })

  it('names its files with their places, and what they and its texts take from outside', () => {
    const multipart = [
      { name: 'a', value: '${env.A}' },
      { name: 'b', file: '${dir}/${env.B}$${x}', filename: '${env.C}' },
      { name: 'c', file: 'c', contentType: '${env.D}' }
    ]
    const flow = [{ request: { url: '/', multipart } }, { request: { url: '/2', bodyFile: '${dir}.bin' } }]
    const parsed = parsePlan(closed({ variables: { dir: '${env.DIR}/in' } }, flow))
    if (!parsed.valid) throw new Error(JSON.stringify(parsed.problems))
    expect(planFileReferences(parsed.plan)).toEqual([
      {
        place: `${STEP}.multipart[1].file`,
        file: '${env.DIR}/in/${env.B}$${x}',
        expected: 'a file to send',
        use: 'stream'
      },
      { place: `${STEP}.multipart[2].file`, file: 'c', expected: 'a file to send', use: 'stream' },
      {
        place: 'scenarios.a.flow[1].request.bodyFile',
        file: '${env.DIR}/in.bin',
        expected: 'a file to send',
        use: 'stream'
      }
    ])
    expect([...planReferences(parsed.plan).env].sort()).toEqual(['A', 'B', 'C', 'D', 'DIR'])
  })
})

describe('a wrong body is one message:', () => {
  const PATH =
    'cannot be used in the path of a file; expected text, ${env.NAME} or a variable of the plan that no step extracts.'
  it.each<[request: Record<string, unknown>, problem: string]>([
    [{ body: 'x', json: 1 }, '.json | Found both body and json, expected one.'],
    [{ json: 1, form: {}, bodyFile: 'x' }, '.form | Found json, form and bodyFile, expected one.'],
    [{ form: ['a'] }, '.form | Found a list, expected a mapping of field names to values.'],
    [
      { form: { a: {} } },
      '.form.a | Found a mapping, expected a text, a number, true, false or a list of them.'
    ],
    [
      { form: { a: '${nobody}' } },
      '.form.a | Unknown variable "nobody"; expected one of vu, iteration, uuid, env.NAME or secret.NAME.'
    ],
    [{ multipart: [] }, '.multipart | Found an empty list, expected at least one part.'],
    [{ multipart: {} }, '.multipart | Found a mapping, expected at least one part.'],
    [
      { multipart: 'x' },
      '.multipart | Found the text "x", expected a list of parts, or a mapping of their names to values and files.'
    ],
    [{ multipart: [{ value: 'x' }] }, '.multipart[0].name | "name" is missing; expected a text.'],
    [{ multipart: [{ name: 'a' }] }, '.multipart[0] | Found none of value, file, expected exactly one.'],
    [
      { multipart: { a: { value: 1, file: 'x' } } },
      '.multipart.a | Found value and file of value, file, expected exactly one.'
    ],
    [
      { multipart: { a: { value: 1, filename: 'x' } } },
      '.multipart.a.filename | "filename" stands without file, expected it beside file.'
    ],
    [{ multipart: { a: { fiel: 'x' } } }, '.multipart.a.fiel | Unknown key "fiel"; did you mean "file"?'],
    [
      { multipart: { a: { value: 1, contentType: 'a\r\nb: c' } } },
      '.multipart.a.contentType | Found the text "a\\r\\nb: c", expected a content type such as text/csv.'
    ],
    [
      { multipart: { a: 1 }, headers: { 'Content-Type': 'x' } },
      '.headers.Content-Type | "Content-Type" stands beside multipart, whose type is made with its boundary; expected none.'
    ],
    [{ bodyFile: '' }, '.bodyFile | Found the text "", expected a text that is not empty.'],
    [{ bodyFile: '${vu}' }, `.bodyFile | "\${vu}" ${PATH}`],
    [{ multipart: [{ name: 'a', file: '${nobody}' }] }, `.multipart[0].file | "\${nobody}" ${PATH}`]
  ])('%j', (request, problem) => {
    expect(problemsOf(request)).toEqual([`${STEP}${problem}`])
  })

  it('a path with a variable that a step extracts', () => {
    const flow = [{ request: { url: '/', bodyFile: '${id}' }, extract: { id: { header: 'x' } } }]
    const parsed = parsePlan(closed({ variables: { id: 1 } }, flow))
    expect(parsed.valid ? [] : parsed.problems.map(({ message }) => message)).toEqual([`"\${id}" ${PATH}`])
  })
})
