import { describe, expect, it } from 'vitest'
import { proxyChoice } from '../../../src/main/engine/proxy-choice.ts'
import type { ProxyPlan } from '../../../src/shared/plan/proxy-plan.ts'

const FROM_ENVIRONMENT: ProxyPlan = { url: null, noProxy: null, username: null, password: null }

/** Which proxy leads to http and https of a host, by name and port. */
function ways(plan: Partial<ProxyPlan>, env: Record<string, string>, host = 'shop.test'): (string | null)[] {
  const choice = proxyChoice({ ...FROM_ENVIRONMENT, ...plan }, env)
  return (['http', 'https'] as const).map((scheme) => {
    const proxy = choice(scheme, host, scheme === 'http' ? 80 : 443)
    return proxy === null ? null : `${proxy.scheme} ${proxy.host} ${proxy.port}`
  })
}

function authorizationOf(
  plan: Partial<ProxyPlan>,
  env: Record<string, string> = {}
): string | null | undefined {
  const value = proxyChoice({ ...FROM_ENVIRONMENT, ...plan }, env)('http', 'shop.test', 80)?.authorization
  return value == null
    ? value
    : value.replace(/^Basic (.*)$/, (_, text: string) => Buffer.from(text, 'base64').toString('utf8'))
}

describe('the proxy of the environment', () => {
  it.each<[what: string, env: Record<string, string>, http: string | null, https: string | null]>([
    ['is none without variables', {}, null, null],
    ['is one for each scheme', { HTTP_PROXY: 'a:1', HTTPS_PROXY: 'https://b:2' }, 'http a 1', 'https b 2'],
    ['has names in lower case, which win', { http_proxy: 'a:1', HTTP_PROXY: 'b:2' }, 'http a 1', null],
    [
      'is that of all schemes where there is no other',
      { ALL_PROXY: 'c:3', HTTPS_PROXY: 'b:2' },
      'http c 3',
      'http b 2'
    ],
    ['is not asked for by an empty variable', { http_proxy: '', all_proxy: 'c:3' }, 'http c 3', 'http c 3'],
    ['is not used for NO_PROXY', { ALL_PROXY: 'c:3', NO_PROXY: 'a.test, .shop.test' }, null, null],
    [
      'reads no_proxy before NO_PROXY',
      { ALL_PROXY: 'c:3', NO_PROXY: '*', no_proxy: 'a.test' },
      'http c 3',
      'http c 3'
    ]
  ])('%s', (_what, env, http, https) => {
    expect(ways({}, env)).toEqual([http, https])
  })

  it('leads to loopback as well, as in curl, and takes the list of the plan in place of NO_PROXY', () => {
    const env = { ALL_PROXY: 'c:3', NO_PROXY: '*' }
    expect(ways({ noProxy: [] }, env, 'localhost')).toEqual(['http c 3', 'http c 3'])
    expect(ways({ noProxy: ['127.0.0.0/8:80', '127.0.0.1:443'] }, env, '127.0.0.1')).toEqual([
      'http c 3',
      null
    ])
  })
})

describe('a proxy that the plan names', () => {
  it('is used for both schemes, and nothing of the environment but what it refers to', () => {
    const env = { HTTP_PROXY: 'other:1', NO_PROXY: '*', P: 'https://own:3128', N: 'a.test b.test' }
    const own = 'https own 3128'
    expect(ways({ url: '${env.P}' }, env)).toEqual([own, own])
    expect(ways({ url: '${env.P}', noProxy: ['${env.N}'] }, env, 'b.test')).toEqual([null, null])
  })

  it('gets the credentials of the plan, else those of its URL, in UTF-8', () => {
    const url = 'http://proxy'
    const env = { P: 'http://ada:p%40ss@proxy', SECRET: 'caf\u00e9:1' }
    expect(authorizationOf({ url })).toBeNull()
    expect(authorizationOf({ url: '${env.P}' }, env)).toBe('ada:p@ss')
    expect(authorizationOf({ url, username: 'bob', password: '${env.SECRET}' }, env)).toBe('bob:caf\u00e9:1')
    expect(authorizationOf({ url: '${env.P}', username: 'bob' }, env)).toBe('bob:')
    expect(authorizationOf({}, { http_proxy: env.P })).toBe('ada:p@ss')
  })
})
