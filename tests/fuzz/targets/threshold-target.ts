import { isDeepStrictEqual } from 'node:util'
import { parseThreshold } from '../../../src/shared/plan/threshold-expression.ts'
import { mutateBytes } from '../byte-mutations.ts'
import { kindOf, require, type FuzzTarget } from '../fuzz-target.ts'

const WORDS: readonly string[] = [
  ...[
    'http_req_response',
    'http_req_duration',
    'http_req_failed',
    'http_reqs',
    'checks',
    'data_sent',
    'iterations'
  ],
  ...[
    '{',
    '}',
    '{name:list}',
    '{scenario:a,name:b}',
    '{expected_response:true}',
    ':',
    ',',
    '"',
    "'",
    '\n',
    ' ',
    '\t'
  ],
  ...[
    'p(95)',
    'p(',
    ')',
    'avg',
    'med',
    'min',
    'max',
    'rate',
    'count',
    '<',
    '<=',
    '==',
    '===',
    '!=',
    '>',
    '200',
    '0.01'
  ],
  ...['1e3', '1e999', '-1', '.5', '5.', '1s', '99%', 'NaN', 'Infinity', '__proto__', 'toString', '\xff']
]

/** A threshold: the metric is the first line of the input, the expression the rest. */
export const thresholdTarget: FuzzTarget = {
  name: 'threshold',
  extension: 'threshold',
  mutate: (input, other, random) => mutateBytes(input, other, random, WORDS),
  check(input) {
    const [metric = '', ...rest] = input.toString('utf8').split('\n')
    const parsing = parseThreshold(metric, rest.join('\n'))
    if (!parsing.ok) {
      require(parsing.problem.length > 10, () => `no problem: ${JSON.stringify(parsing.problem)}`)
      return kindOf(parsing.problem)
    }
    const { threshold } = parsing
    const { limit, aggregate, metricText, expression } = threshold
    require(Number.isFinite(limit), () => `the limit is ${limit}`)
    require(aggregate.kind !== 'percentile' ||
      (aggregate.percentile >= 0 && aggregate.percentile <= 100), () =>
      `the aggregate is ${JSON.stringify(aggregate)}`)
    require(isDeepStrictEqual(parseThreshold(metricText, expression), parsing), () =>
      `what is kept of it reads as something else: ${metricText} ${expression}`)
    return `${threshold.metric} ${aggregate.kind} ${threshold.operator} ${Object.keys(threshold.filter).join()}`
  }
}
