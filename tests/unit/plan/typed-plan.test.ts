import { expect, it } from 'vitest'
import { readTypedPlan } from '../../../src/main/plan/typed-plan.ts'

it('reads the text of a plan, right or wrong, with the lines of its places', () => {
  const text = 'name: X\nodd: 1 # what is this?\nscenarios:\n  a: { flow: [] }\n'
  expect(readTypedPlan(text, ['odd', 'scenarios.a.flow', 'target'])).toEqual({
    ok: true,
    document: { name: 'X', odd: 1, scenarios: { a: { flow: [] } } },
    lines: [2, 4, 1]
  })
})

it.each([
  ['name: "X\n', /^This is no valid YAML or JSON/, 2],
  ['name: X\n target: [', /^This is no valid YAML or JSON/, 1],
  ['- 1', /^The text holds a list; expected a mapping/, null],
  ['', /^The text holds nothing; expected a mapping/, null]
])('says of %j what is wrong with it, and where', (text, message, line) => {
  expect(readTypedPlan(text, [])).toEqual({
    ok: false,
    message: expect.stringMatching(message),
    line
  })
})
