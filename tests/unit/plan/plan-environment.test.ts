import { describe, expect, it } from 'vitest'
import { resolvePlanEnvironment, validatePlanDocument } from '../../../src/main/plan/index.ts'
import type { Plan } from '../../../src/shared/plan/plan.ts'

function plan(): Plan {
  const parsed = validatePlanDocument({
    version: 1,
    target: '${env.BASE}',
    variables: { token: '${env.TOKEN}' },
    scenarios: {
      a: {
        executor: 'shared-iterations',
        flow: [{ request: { url: '/', headers: { key: '${secret.KEY}', again: '${env.TOKEN}' } } }]
      }
    }
  })
  if (!parsed.valid) throw new Error(JSON.stringify(parsed.problems))
  return parsed.plan
}

describe('resolvePlanEnvironment', () => {
  it('takes what the plan uses, and nothing else, from the first source that has it', () => {
    const { env } = resolvePlanEnvironment(plan(), [
      { TOKEN: 'given' },
      { TOKEN: 'process', BASE: 'http://h', PATH: '/bin' }
    ])
    expect(env).toEqual({ BASE: 'http://h', TOKEN: 'given' })
  })

  it('names each reference without a value, once', () => {
    const { problems } = resolvePlanEnvironment(plan(), [{ BASE: undefined }])
    expect(problems.map(({ message }) => message)).toEqual([
      '${env.BASE} has no value; expected the environment variable BASE, or -e BASE=VALUE.',
      '${env.TOKEN} has no value; expected the environment variable TOKEN, or -e TOKEN=VALUE.',
      '${secret.KEY} has no value: no keyring is connected; expected ${env.KEY}.'
    ])
  })
})
