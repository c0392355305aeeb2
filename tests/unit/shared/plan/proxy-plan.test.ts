import { describe, expect, it } from 'vitest'
import { parsePlan, planReferences } from '../../../../src/shared/plan/index.ts'
import type { Plan } from '../../../../src/shared/plan/plan.ts'
import { closed } from './plan-documents.ts'

function planWith(proxy: unknown): Plan {
  const parsed = parsePlan(closed({ proxy }))
  if (!parsed.valid) throw new Error(parsed.problems.map(({ message }) => message).join())
  return parsed.plan
}

function problemsWith(parts: Record<string, unknown>): string[] {
  const parsed = parsePlan(closed(parts))
  return parsed.valid ? [] : parsed.problems.map(({ path, message }) => `${path} | ${message}`)
}

const URL_EXAMPLE = 'expected a proxy URL such as "http://proxy.example.com:3128"'
const ENTRY =
  'expected a host, a domain such as ".example.com", an address, a network such as "10.0.0.0/8", or *'

describe('proxy of a plan', () => {
  it('is absent where the plan says nothing of it, so that plans from before mean the same', () => {
    expect('proxy' in planWith(undefined)).toBe(false)
    expect(planReferences(planWith(undefined)).optionalEnv).toEqual([])
  })

  it('is a URL, the environment, or a mapping of all that a proxy needs', () => {
    const nothing = { noProxy: null, username: null, password: null }
    expect(planWith('http://proxy:3128').proxy).toEqual({ url: 'http://proxy:3128', ...nothing })
    expect(planWith('env').proxy).toEqual({ url: null, ...nothing })
    const mapping = { url: '${env.P}', noProxy: ['.test'], username: 'ada', password: '${secret.S}' }
    expect(planWith(mapping).proxy).toEqual(mapping)
    expect(planWith({ url: 'env', noProxy: [] }).proxy).toEqual({ url: null, ...nothing, noProxy: [] })
  })

  it('says what it takes from outside', () => {
    const mapping = { url: '${env.P}', noProxy: ['${env.N}'], username: '${env.U}', password: '${secret.S}' }
    expect(planReferences(planWith(mapping))).toEqual({
      env: ['P', 'N', 'U'],
      secrets: ['S'],
      optionalEnv: []
    })
    expect([...planReferences(planWith('env')).optionalEnv].sort()).toEqual(
      [
        'ALL_PROXY',
        'HTTPS_PROXY',
        'HTTP_PROXY',
        'NO_PROXY',
        'all_proxy',
        'http_proxy',
        'https_proxy',
        'no_proxy'
      ].sort()
    )
  })

  it.each<[problem: string, proxy: unknown]>([
    [
      'proxy | Found the number 7, expected a URL such as "http://proxy:3128", env, or a mapping with url, noProxy, username and password.',
      7
    ],
    [`proxy | Found "socks5://proxy:1080", ${URL_EXAMPLE}.`, 'socks5://proxy:1080'],
    [`proxy.url | Found "http://proxy/path", ${URL_EXAMPLE}.`, { url: 'http://proxy/path' }],
    [`proxy | Found a text, ${URL_EXAMPLE}.`, 'socks5://ada:s3cret@proxy'],
    [
      'proxy | Found a user name or password in the URL, expected username and password beside url.',
      'http://ada:s3cret@proxy:3128'
    ],
    [
      'proxy.password | "password" stands without username, expected it beside username.',
      { url: 'http://proxy', password: '${env.P}' }
    ],
    [
      'proxy.username | Found a name with a colon, expected one without.',
      { url: 'http://proxy', username: 'ada:s3cret' }
    ],
    [`proxy.noProxy[1] | Found "10.0.0.0/99", ${ENTRY}.`, { url: 'env', noProxy: ['a.test', '10.0.0.0/99'] }],
    [
      'proxy.url | "${user}" cannot be used here; expected text, ${env.NAME} or ${secret.NAME}.',
      { url: '${user}' }
    ]
  ])('%s', (problem, proxy) => {
    expect(problemsWith({ proxy })).toEqual([problem])
  })

  it('stands beside no Unix socket, of the plan or of a request', () => {
    const message = 'Found unixSocket beside proxy, expected one of them; no proxy leads to a Unix socket.'
    expect(problemsWith({ proxy: 'env', unixSocket: '/run/app.sock' })).toEqual([`unixSocket | ${message}`])
    const flow = [
      { request: { url: 'http://a' } },
      { request: { url: 'http://b', unixSocket: '/run/app.sock' } }
    ]
    const scenarios = { a: { executor: 'shared-iterations', flow } }
    expect(problemsWith({ proxy: 'env', scenarios })).toEqual([
      `scenarios.a.flow[1].request.unixSocket | ${message}`
    ])
    expect(problemsWith({ unixSocket: '/run/app.sock' })).toEqual([])
  })

  it('warns of a password in clear', () => {
    const warningsWith = (password: string): unknown => {
      const parsed = parsePlan(closed({ proxy: { url: 'http://proxy', username: 'ada', password } }))
      return parsed.valid && parsed.warnings.map(({ path }) => path)
    }
    expect(warningsWith('s3cret')).toEqual(['proxy.password'])
    expect(warningsWith('${env.P}')).toEqual([])
  })
})
