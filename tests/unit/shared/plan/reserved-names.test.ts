import { describe, expect, it } from 'vitest'
import { validatePlanText } from '../../../../src/main/plan/index.ts'

const TEXT = `version: 1
target: http://127.0.0.1:1
tags: { __proto__: x }
variables: { __proto__: y }
hosts: { __proto__: 127.0.0.1 }
defaults: { headers: { __proto__: a } }
scenarios:
  __proto__:
    executor: shared-iterations
    flow:
      - request: { name: __proto__, url: /, headers: { __proto__: a }, form: { __proto__: b } }
        checks: [{ name: __proto__, status: 200 }]
        extract: { __proto__: { regex: a } }
  other: { executor: shared-iterations, flow: [{ request: { url: __proto__ } }] }
`

describe('the name __proto__', () => {
  it('is refused wherever a plan keeps something under a name, since it would get lost', () => {
    const parsed = validatePlanText(TEXT, 'plan.yaml')
    const problems = parsed.valid ? [] : parsed.problems
    const STEP = 'scenarios.__proto__.flow[0]'
    expect(problems.map(({ path, line }) => `${line} ${path}`)).toEqual([
      '3 tags.__proto__',
      '4 variables.__proto__',
      '5 hosts.__proto__',
      '6 defaults.headers.__proto__',
      '8 scenarios.__proto__',
      `11 ${STEP}.request.name`,
      `11 ${STEP}.request.headers.__proto__`,
      `11 ${STEP}.request.form.__proto__`,
      `12 ${STEP}.checks[0].name`,
      `13 ${STEP}.extract.__proto__`,
      '14 scenarios.other.flow[0].request.url'
    ])
    expect(new Set(problems.map(({ message }) => message))).toEqual(
      new Set(['Found the name "__proto__", expected another one: nothing can be kept under it.'])
    )
  })

  it('is what a body may hold, and other names of objects are names like any other', () => {
    const text = `version: 1
target: http://127.0.0.1:1
tags: { constructor: x, prototype: y, toString: z }
scenarios:
  constructor:
    executor: shared-iterations
    flow:
      - request: { name: toString, url: /, method: POST, json: { __proto__: 1 } }
        checks: [{ name: prototype, status: 200 }]
`
    const parsed = validatePlanText(text, 'plan.yaml')
    expect(parsed).toMatchObject({ valid: true, plan: { scenarios: [{ name: 'constructor' }] } })
  })
})
