import { expect, it } from 'vitest'
import { parsePlan } from '../../../../src/shared/plan/index.ts'
import { documentOf, open } from './plan-documents.ts'

const BAD_LOADS: [name: string, document: unknown, problem: string][] = [
  [
    'arrivals of no known kind',
    open({ arrival: 'random' }),
    'scenarios.a.arrival | Found the text "random", expected one of even, poisson.'
  ],
  [
    'a seed where nothing is at random',
    open({ seed: 4 }),
    'scenarios.a.seed | "seed" stands without arrival: poisson, expected it beside arrival: poisson.'
  ],
  [
    'a first start at once of arrivals at random',
    documentOf({
      ...{ executor: 'ramping-arrival-rate', preAllocatedVUs: 1, arrival: 'poisson', firstAtOnce: true },
      stages: [{ duration: '1s', target: 5 }]
    }),
    'scenarios.a.firstAtOnce | "firstAtOnce" stands beside arrival: poisson, expected it beside even arrivals.'
  ],
  [
    'half a seed',
    open({ arrival: 'poisson', seed: 0.5 }),
    'scenarios.a.seed | Found the number 0.5, expected a whole number of 0 or more.'
  ],
  [
    'a rate below zero',
    documentOf({
      executor: 'ramping-arrival-rate',
      preAllocatedVUs: 1,
      stages: [{ duration: '1s', target: -0.5 }]
    }),
    'scenarios.a.stages[0].target | Found the number -0.5, expected a number from 0 to 10,000,000.'
  ],
  [
    'part of a virtual user as a target',
    documentOf({ executor: 'ramping-vus', stages: [{ duration: '1s', target: 2.5 }] }),
    'scenarios.a.stages[0].target | Found the number 2.5, expected a whole number from 0 to 100,000.'
  ]
]

it.each(BAD_LOADS)('parsePlan says what is wrong with %s', (_, document, problem) => {
  const parsed = parsePlan(document)
  if (parsed.valid) expect.unreachable('the plan is wrong')
  expect(parsed.problems.map(({ path, message }) => `${path} | ${message}`)).toEqual([problem])
})
