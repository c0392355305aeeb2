import { validatePlanText } from '../../../src/main/plan/index.ts'
import { mutateBytes } from '../byte-mutations.ts'
import { kindOf, require, type FuzzTarget } from '../fuzz-target.ts'
import { PLAN_WORDS } from './plan-words.ts'

const YAML_WORDS: readonly string[] = [
  ...PLAN_WORDS.map((word) => `${word}: `),
  ...[
    '\n',
    '\n  ',
    '\n    - ',
    '- ',
    ': ',
    '? ',
    '{',
    '}',
    '[',
    ']',
    ', ',
    '# ',
    '"',
    "'",
    '|\n',
    '>-\n',
    '\t'
  ],
  ...[
    '&a ',
    '*a',
    '*b',
    '<<: *a\n',
    '!!str ',
    '!!binary ',
    '!!set ',
    '!<x> ',
    '%YAML 1.1\n',
    '---\n',
    '...\n'
  ],
  ...[
    '~',
    'null',
    'yes',
    '.inf',
    '.nan',
    '0x10',
    '0o17',
    '1_000',
    '2001-01-01',
    '\\u0000',
    '\0',
    '\xff',
    '\r',
    '\x85'
  ]
]

/** Text as a plan: any bytes are a plan or have problems, whose lines are lines of the text. */
export const yamlTarget: FuzzTarget = {
  name: 'yaml',
  extension: 'plan-text',
  mutate: (input, other, random) => mutateBytes(input, other, random, YAML_WORDS),
  check(input) {
    const text = input.toString('utf8')
    const parsing = validatePlanText(text, 'plan.yaml')
    const problems = parsing.valid ? parsing.warnings : parsing.problems
    require(parsing.valid || problems.length > 0, () => 'neither a plan nor a problem')
    const lines = text.split('\n').length
    for (const { message, line } of problems) {
      require(/^\S.*\S$/su.test(message), () => `no message: ${JSON.stringify(message)}`)
      require(line === null || (line >= 1 && line <= lines), () => `line ${line} of ${lines}: ${message}`)
    }
    return `${parsing.valid ? 'valid' : 'refused'} ${problems.length} ${kindOf(problems[0]?.message)}`
  }
}
