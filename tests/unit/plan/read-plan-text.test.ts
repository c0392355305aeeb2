import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readPlanText, validatePlanText } from '../../../src/main/plan/index.ts'

const PLAN = `# A plan
version: 1
target: http://127.0.0.1
scenarios:
  browse:
    executor: constant-vus
    duration: 10 sec
    flow:
      - request: { url: /a }
      - request:
          url: /b
          heders: {}
      - request: { name: c, url: "/\${x}" }
        checks:
          - { jsonpath: "items" }
`

function linesOf(text: string): (number | null)[] {
  const parsed = validatePlanText(text, 'plan.yaml')
  return parsed.valid ? [] : parsed.problems.map(({ line }) => line)
}

describe('validatePlanText', () => {
  it('gives each problem its line, in the order of the text', () => {
    const parsed = validatePlanText(PLAN, 'plan.yaml')
    expect(parsed.valid ? [] : parsed.problems.map(({ line, path }) => [line, path])).toEqual([
      [7, 'scenarios.browse.duration'],
      [12, 'scenarios.browse.flow[1].request.heders'],
      [13, 'scenarios.browse.flow[2].request.url'],
      [15, 'scenarios.browse.flow[2].checks[0].jsonpath']
    ])
  })

  it('gives a missing key the line of what it is missing from', () => {
    expect(linesOf('version: 1\nscenarios:\n  a:\n    executor: constant-vus\n    flow: []\n')).toEqual([
      3, 5
    ])
  })

  it('says what is wrong with a JSONPath query', () => {
    const parsed = validatePlanText(PLAN, 'plan.yaml')
    const [problem] = parsed.valid ? [] : parsed.problems.slice(-1)
    expect(problem?.message).toMatch(
      /^Found the text "items", expected a JSONPath query such as "\$\.items\[0\]\.id" \(.+\)\.$/
    )
  })

  it('reads JSON, tabs and all', () => {
    const text = JSON.stringify({ version: 1, scenarios: { a: 5 } }, null, '\t')
    expect(linesOf(text)).toEqual([4])
  })

  it('finds lines through aliases and merge keys', () => {
    const text =
      'version: 1\nscenarios:\n  a: &a\n    executor: constant-vus\n    duration: x\n    flow: &f\n      - request: { url: 7 }\n  b: *a\n'
    expect(linesOf(text)).toEqual([5, 5, 7, 7])
  })

  it('gives warnings their lines as well', () => {
    const text =
      'version: 1\ndefaults:\n  headers: { cookie: a }\nscenarios:\n  a: { executor: shared-iterations, flow: [{ request: { url: "http://h/" } }] }\n'
    const parsed = validatePlanText(text, 'plan.yaml')
    expect(parsed.valid && parsed.warnings.map(({ line }) => line)).toEqual([3])
  })
})

describe('text that is no YAML', () => {
  it.each([
    ['a: 1\na: 2\n', 'This is no valid YAML or JSON at column 1: Map keys must be unique.', 2],
    ['a:\n\t- b\n', 'This is no valid YAML or JSON at column 1: Tabs are not allowed as indentation.', 2]
  ])('is one message with its place: %j', (text, message, line) => {
    expect(readPlanText(text, 'plan.yaml')).toEqual({ ok: false, problems: [{ path: '', message, line }] })
  })

  it('may not contain itself', () => {
    expect(readPlanText('&a [*a]', 'plan.yaml')).toEqual({
      ok: false,
      problems: [
        {
          path: '',
          message: 'plan.yaml has an alias inside of what it stands for, expected an end to it.',
          line: null
        }
      ]
    })
  })

  it('may not grow without measure', () => {
    const levels = Array.from({ length: 12 }, (_, level) =>
      level === 0 ? 'l0: &l0 [x, x, x, x]' : `l${level}: &l${level} [${`*l${level - 1},`.repeat(9)}]`
    )
    const reading = readPlanText(levels.join('\n'), 'plan.yaml')
    expect(reading.ok).toBe(false)
  })

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(validatePlanText(text, 'plan.yaml')).toHaveProperty('valid')
      })
    )
  })
})
