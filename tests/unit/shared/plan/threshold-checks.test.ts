import { describe, expect, it } from 'vitest'
import { parsePlan } from '../../../../src/shared/plan/index.ts'
import { closed } from './plan-documents.ts'

function problemsOf(document: unknown): string[] {
  const parsed = parsePlan(document)
  return parsed.valid ? [] : parsed.problems.map(({ path, message }) => `${path} | ${message}`)
}

/** Scenario `a` has the request `home` without checks, `b` has `away` with one. */
function twoScenarios(thresholds: Record<string, string>): Record<string, unknown> {
  const { scenarios, ...rest } = closed({ thresholds })
  const away = { request: { name: 'away', url: '/away' }, checks: [{ name: 'found', status: 200 }] }
  return { ...rest, scenarios: { ...Object(scenarios), b: { executor: 'shared-iterations', flow: [away] } } }
}

describe('a threshold that can never have a sample is a mistake', () => {
  it.each([
    [
      'on checks that the plan does not have',
      closed({ thresholds: { checks: 'rate>0.9' } }),
      'thresholds.checks | The metric checks never has a sample: the plan has no checks; expected one beside a request, or no such threshold.'
    ],
    [
      'on the checks of a scenario that has none',
      twoScenarios({ 'checks{scenario:a}': 'rate>0.9' }),
      'thresholds["checks{scenario:a}"] | The metric checks never has a sample: the scenario "a" has no checks; expected one beside a request, or no such threshold.'
    ],
    [
      'on a request of another scenario',
      twoScenarios({ 'http_reqs{name:away,scenario:a}': 'count>1' }),
      'thresholds["http_reqs{name:away,scenario:a}"] | The filter names the request "away", which the scenario "a" does not have; expected one of home.'
    ]
  ])('%s', (_, document, problem) => {
    expect(problemsOf(document)).toEqual([problem])
  })

  it('but not where the plan has what it is about', () => {
    const thresholds = { checks: 'rate>0.9', 'checks{name:found,scenario:b}': 'rate>0.9' }
    expect(problemsOf(twoScenarios({ ...thresholds, 'http_reqs{name:away,scenario:b}': 'count>1' }))).toEqual(
      []
    )
  })

  it('and checks that are no list are one mistake, not two', () => {
    const flow = [{ request: { url: '/' }, checks: 'yes' }]
    expect(problemsOf(closed({ thresholds: { checks: 'rate>0.9' } }, flow))).toEqual([
      'scenarios.a.flow[0].checks | Found the text "yes", expected a list of checks.'
    ])
  })
})
