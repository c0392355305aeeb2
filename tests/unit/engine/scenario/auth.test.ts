import { describe, expect, it } from 'vitest'
import type { FakeAnswer } from './fake-client.ts'
import { runScenario, type RunOptions } from './scenario-run.ts'

const ENV = { PASSWORD: 's\u00e9cret', TOKEN: 'abc', BASE: 'http://bob:p%2Fw@shop.test' }
const ADA = { username: 'ada', password: '${env.PASSWORD}' }

/** The Authorization of each request that was sent; null for none. */
function authorizations(flow: readonly unknown[], options: RunOptions = {}): (string | null)[] {
  return runScenario(flow, { env: ENV, ...options }).client.sent.map(
    ({ text }) => /^authorization: (.*)\r$/im.exec(text)?.[1] ?? null
  )
}

function basic(text: string): string {
  return `Basic ${Buffer.from(text).toString('base64')}`
}

function challenge(nonce: string, rest = ''): FakeAnswer {
  return {
    status: 401,
    head: `WWW-Authenticate: Digest realm="shop", qop="auth", nonce="${nonce}"${rest}\r\n`,
    afterMs: 10
  }
}

/** `nonce count` of each request; null where it does not authenticate. */
function nonces(texts: readonly (string | null)[]): (string | null)[] {
  return texts.map((text) => {
    const [, nonce = '', count = ''] = /nonce="(\w+)", nc=(\d+)/.exec(text ?? '') ?? []
    return text === null ? null : `${nonce} ${Number(count)}`
  })
}

describe('basic and bearer authentication', () => {
  it('are sent with the first request, references filled in, in UTF-8', () => {
    expect(authorizations([{ request: { url: '/', auth: { basic: ADA } } }])).toEqual([
      basic('ada:s\u00e9cret')
    ])
    expect(authorizations([{ request: { url: '/', auth: { bearer: { token: '${env.TOKEN}' } } } }])).toEqual([
      'Bearer abc'
    ])
  })

  it('may be different in each iteration', () => {
    const auth = { basic: { username: 'user${iteration}', password: 'p' } }
    expect(authorizations([{ request: { url: '/', auth } }], { iterations: 2 })).toEqual([
      basic('user0:p'),
      basic('user1:p')
    ])
  })

  it('are the defaults of each request that does not say otherwise', () => {
    const flow = [
      { request: { url: '/a' } },
      { request: { url: '/b', auth: 'none' } },
      { request: { url: '/c', headers: { authorization: 'own' } } }
    ]
    const defaults = { auth: { bearer: { token: '${env.TOKEN}' } } }
    expect(authorizations(flow, { plan: { defaults } })).toEqual(['Bearer abc', null, 'own'])
  })
})

describe('a user name in the URL', () => {
  it('becomes basic authentication, from the plan, the environment or a response', () => {
    const flow = [
      { request: { url: 'http://eve:x@shop.test/' }, extract: { next: { header: 'x-next' } } },
      { request: { url: '/relative' } },
      { request: { url: '${next}' } },
      { request: { url: '/', auth: 'none' } },
      { request: { url: '/', headers: { authorization: 'own' } } }
    ]
    const answers = [{ head: 'x-next: http://joe:y@shop.test/z\r\n' }, {}]
    const run = runScenario(flow, { env: ENV, answers, plan: { target: '${env.BASE}' } })
    expect(authorizations(flow, { answers, plan: { target: '${env.BASE}' } })).toEqual([
      basic('eve:x'),
      basic('bob:p/w'),
      basic('joe:y'),
      null,
      'own'
    ])
    const texts = run.client.sent.map(({ text }) => text)
    expect(texts.filter((text) => /eve|bob|joe/.test(text))).toEqual([])
    expect(texts[1]?.split('\r\n').slice(0, 2)).toEqual(['GET /relative HTTP/1.1', 'Host: shop.test'])
  })

  it('shows in no message', () => {
    const { samples } = runScenario([{ request: { url: '/' } }], {
      env: { BASE: 'http://bob:hush@[' },
      plan: { target: '${env.BASE}' }
    })
    expect(samples[0]?.reason).toBe('the URL is none once its references are filled in')
  })
})

describe('digest authentication', () => {
  const flow = [
    { request: { url: '/a', auth: { digest: ADA } }, checks: [{ status: 200 }] },
    { request: { url: '/b?x=1', method: 'POST', body: 'tea', auth: { digest: ADA } } }
  ]

  it('answers a challenge, then authenticates at once and counts, over iterations', () => {
    const answers = [challenge('n1'), {}]
    const sent = authorizations(flow, { answers, iterations: 2 })
    expect(nonces(sent)).toEqual([null, 'n1 1', 'n1 2', 'n1 3', 'n1 4'])
    expect(sent.map((text) => /uri="(.*?)"/.exec(text ?? '')?.[1])).toEqual([
      undefined,
      '/a',
      '/b?x=1',
      '/a',
      '/b?x=1'
    ])
  })

  it('counts the challenge as a request that is ok, and the answer as intended for its end', () => {
    const { reported } = runScenario(flow.slice(0, 1), { env: ENV, answers: [challenge('n1'), {}] })
    expect(reported.dispatched).toEqual([
      'slot 0 intended 0 dispatched 0',
      'slot 0 intended 10 dispatched 10'
    ])
    expect(reported.ended.map((line) => line.split(' ').slice(2, 6).join(' '))).toEqual([
      'outcome 0 status 401',
      'outcome 0 status 200'
    ])
    expect(reported.checks).toEqual(['0 passed'])
  })

  it('takes a second challenge for an answer: the credentials are wrong', () => {
    const options = { env: ENV, answers: [challenge('n1'), challenge('n2'), {}] }
    const { client, reported, samples } = runScenario(flow.slice(0, 1), options)
    expect(client.sent).toHaveLength(2)
    expect(reported.ended[1]).toContain('outcome 1 status 401')
    expect(reported.checks).toEqual(['0 failed'])
    expect(samples).toHaveLength(1)
  })

  it('answers anew where the nonce is stale, and gives up where it always is', () => {
    const stale = ', stale=true'
    expect(
      nonces(authorizations(flow.slice(0, 1), { answers: [challenge('n1'), challenge('n2', stale), {}] }))
    ).toEqual([null, 'n1 1', 'n2 1'])
    expect(nonces(authorizations(flow.slice(0, 1), { answers: [challenge('n', stale)] }))).toEqual([
      null,
      'n 1',
      'n 1'
    ])
  })

  it('takes the nonce that a response has for the next request, without another challenge', () => {
    const next = { head: 'Authentication-Info: rspauth="x", nextnonce="n2", qop=auth\r\n' }
    const answers = [challenge('n1'), next, { head: 'Authentication-Info: qop=auth\r\n' }]
    expect(nonces(authorizations(flow, { answers, iterations: 2 }))).toEqual([
      null,
      'n1 1',
      'n2 1',
      'n2 2',
      'n2 3'
    ])
  })

  it('answers the challenge to a nonce of an earlier request, stale or not', () => {
    const answers = [challenge('n1'), {}, challenge('n2'), {}]
    expect(nonces(authorizations(flow, { answers }))).toEqual([null, 'n1 1', 'n1 2', 'n2 1'])
  })

  it.each([
    ['offers only another scheme', { status: 401, head: 'WWW-Authenticate: Basic realm="a"\r\n' }],
    ['has no challenge', { status: 401 }]
  ])('takes a 401 that %s as the response', (_, answer) => {
    const { client, reported } = runScenario(flow.slice(0, 1), { env: ENV, answers: [answer] })
    expect(client.sent).toHaveLength(1)
    expect(reported.ended[0]).toContain('outcome 1 status 401')
  })

  it('is left out where the request has another authentication', () => {
    const mixed = [...flow, { request: { url: '/c', auth: { bearer: { token: '${env.TOKEN}' } } } }]
    expect(authorizations(mixed, { answers: [challenge('n'), {}] }).at(-1)).toBe('Bearer abc')
  })

  it('is new to each origin, and goes along a redirect within one alone', () => {
    const to = (location: string): FakeAnswer => ({ status: 302, head: `Location: ${location}\r\n` })
    const redirected = flow.slice(0, 1)
    expect(nonces(authorizations(redirected, { answers: [challenge('n'), to('/b'), {}] }))).toEqual([
      null,
      'n 1',
      'n 2'
    ])
    const away = [challenge('n'), to('http://other.test/'), challenge('o')]
    expect(nonces(authorizations(redirected, { answers: away }))).toEqual([null, 'n 1', null])
  })

  it('changes with the credentials', () => {
    const auth = { digest: { username: 'user${iteration}', password: 'p' } }
    const answers = [challenge('n1'), {}, challenge('n2'), {}]
    const sent = authorizations([{ request: { url: '/', auth } }], { answers, iterations: 2 })
    expect(nonces(sent)).toEqual([null, 'n1 1', null, 'n2 1'])
    expect(sent[3]).toContain('username="user1"')
  })
})
