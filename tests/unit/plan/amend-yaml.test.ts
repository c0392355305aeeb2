import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { amendYaml, yamlOf } from '../../../src/main/plan/amend-yaml.ts'

const PLAN = `# What the shop must stand.
version: 1
name: 'The shop' # shown in the history

target: "https://127.0.0.1:8443" # staging
scenarios:
    # People who look around.
    browse:
        executor: constant-vus
        vus: 10 # agreed with Ana
        duration: 1m
        flow:
            # The front page.
            - request: { url: /, name: front } # cached
            - think: 500ms
            # An article.
            - request: { url: /items/7 }
# Agreed in March.
thresholds:
    http_req_failed: ['rate<0.01']
`

type Json = ReturnType<typeof parse>

function changed(change: (plan: Json) => void): string {
  const document: Json = parse(PLAN)
  change(document)
  const text = amendYaml(PLAN, document)
  expect(parse(text)).toEqual(document)
  return text
}

describe('the text of a plan', () => {
  it('stays as it is where the document says the same', () => {
    expect(changed(() => {})).toBe(PLAN)
  })

  it.each<[string, (plan: Json) => void, string, string]>([
    ['a number', (plan) => (plan.scenarios.browse.vus = 25), 'vus: 10 #', 'vus: 25 #'],
    [
      'quoted text',
      (plan) => (plan.target = 'http://[::1]'),
      '"https://127.0.0.1:8443" #',
      '"http://[::1]" #'
    ],
    ['text by a number', (plan) => (plan.name = 7), "'The shop' #", '7 #'],
    ['a step', (plan) => (plan.scenarios.browse.flow[0].request.url = '/home'), 'url: /,', 'url: /home,'],
    ['the name of a scenario', rename, 'browse:', 'shop:'],
    ['a key that is new', (plan) => (plan.warmUp = '5s'), "['rate<0.01']\n", "['rate<0.01']\nwarmUp: 5s\n"],
    ['a key that is gone', (plan) => delete plan.name, "name: 'The shop' # shown in the history\n", ''],
    [
      'a step that is gone',
      (plan) => plan.scenarios.browse.flow.splice(1, 1),
      '            - think: 500ms\n',
      ''
    ],
    [
      'a step that is new',
      (plan) => plan.scenarios.browse.flow.splice(1, 0, { think: '1s' }),
      '            - think: 500ms',
      '            - think: 1s\n            - think: 500ms'
    ],
    [
      'a step that is gone, with what was said of it',
      (plan) => plan.scenarios.browse.flow.splice(2, 1),
      '            # An article.\n            - request: { url: /items/7 }\n',
      ''
    ]
  ])('changes where %s was changed, and nowhere else', (_what, change, before, after) => {
    expect(PLAN.split(before)).toHaveLength(2)
    expect(changed(change)).toBe(PLAN.replace(before, () => after))
  })

  it('keeps what is said of a step that is changed between two that are not', () => {
    const text = changed((plan) => {
      plan.scenarios.browse.flow.splice(1, 1)
      plan.scenarios.browse.flow[1].request.method = 'PUT'
    })
    expect(text).toContain('# The front page.\n')
    expect(text).toContain('# An article.\n            - request: { url: /items/7, method: PUT }\n')
  })

  it('has the items of a list at the column of their key where it had so before', () => {
    const text = 'version: 1\nflow:\n- think: 1s # a\n'
    expect(amendYaml(text, { version: 2, flow: [{ think: '1s' }] })).toBe(text.replace('1', '2'))
  })

  it.each([
    ['is none', 'a: b: c', { a: 1 }],
    ['is empty', '', { a: 1 }],
    ['has an anchor that would change what its alias stands for', 'a: &x 1\nb: *x\n', { a: 2, b: 1 }],
    ['has lost the anchor of an alias', 'a: &x [1]\nb: *x\n', { b: [1] }]
  ])('that %s is replaced', (_what, text, document) => {
    expect(amendYaml(text, document)).toBe(yamlOf(document))
  })

  it('keeps anchors, aliases and merged keys that still fit', () => {
    const text = 'base: &base { a: 1 } # all\none:\n  <<: *base\n  b: 2\ntwo: 1 # last\n'
    const document = { base: { a: 1 }, one: { a: 1, b: 2 }, two: 3 }
    expect(amendYaml(text, document)).toBe(text.replace('two: 1', 'two: 3'))
  })

  it('says what the document says, whatever both are', () => {
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.constant(null), fc.double({ noNaN: true })),
        fc.array(tie('any'), { maxLength: 4 }),
        fc.dictionary(fc.constantFrom('a', 'b', 'c d', '<<', '1', 'null', '#'), tie('any'), {
          noNullPrototype: true
        })
      )
    })).any
    fc.assert(
      fc.property(value, value, fc.boolean(), (before, after, flow) => {
        const text = flow ? JSON.stringify(before) : `# first\n${yamlOf(before)}# last\n`
        const inJson = (yaml: string): unknown => JSON.parse(JSON.stringify(parse(yaml)))
        expect(inJson(amendYaml(text, after))).toEqual(inJson(yamlOf(after)))
      }),
      // A key that is renamed stays where it was, in front of the new one.
      { examples: [[{ b: {} }, { a: [], null: {} }, false]] }
    )
  })
})

function rename(plan: Json): void {
  plan.scenarios = { shop: plan.scenarios.browse }
}
