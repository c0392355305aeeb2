import { describe, expect, it } from 'vitest'
import { resolvePlanEnvironment, validatePlanDocument } from '../../../src/main/plan/index.ts'
import type { Plan } from '../../../src/shared/plan/plan.ts'

function plan(proxy?: unknown): Plan {
  const parsed = validatePlanDocument({
    version: 1,
    ...(proxy !== undefined && { proxy }),
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

  describe('for a proxy', () => {
    const GIVEN = { TOKEN: 't', BASE: 'http://h', HTTP_PROXY: 'proxy:3128', no_proxy: 'localhost' }
    const problemsWith = (proxy: unknown, env: Record<string, string>): string[] =>
      resolvePlanEnvironment(plan(proxy), [{ ...GIVEN, ...env }])
        .problems.map(({ path, message }) => `${path} | ${message}`)
        .filter((text) => !text.includes('secret.KEY'))

    it('takes nothing from the environment that the plan does not ask for', () => {
      for (const proxy of [undefined, 'http://own:3128']) {
        const { env } = resolvePlanEnvironment(plan(proxy), [GIVEN])
        expect(env).toEqual({ TOKEN: 't', BASE: 'http://h' })
      }
      expect(resolvePlanEnvironment(plan('env'), [GIVEN]).env).toEqual(GIVEN)
    })

    it('names a value of no use without showing it: it may hold a password', () => {
      const socks = 'socks5://ada:s3cret@proxy:1080'
      expect(problemsWith('env', { all_proxy: socks })).toEqual([
        'proxy | The environment variable all_proxy has no value of use, expected a proxy URL such as "http://proxy.example.com:3128".'
      ])
      expect(problemsWith('env', { all_proxy: socks, https_proxy: 'http://proxy' })).toEqual([])
      expect(
        problemsWith({ url: '${env.P}', noProxy: ['${env.N}'] }, { P: socks, N: 'ok,10.0.0.0/99' })
      ).toEqual([
        'proxy | ${env.P} has no value of use, expected a proxy URL such as "http://proxy.example.com:3128".',
        'proxy.noProxy[0] | ${env.N} has no value of use, expected a host, a domain such as ".example.com", an address, a network such as "10.0.0.0/8", or *.'
      ])
      expect(
        problemsWith({ url: '${env.P}', noProxy: ['${env.N}'] }, { P: 'http://a:b@p', N: 'a, b,' })
      ).toEqual([])
    })
  })
})
