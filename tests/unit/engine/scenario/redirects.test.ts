import { describe, expect, it } from 'vitest'
import { runScenario, type RunOptions } from './scenario-run.ts'
import type { FakeAnswer } from './fake-client.ts'

function to(location: string, status = 302): FakeAnswer {
  return { status, head: `Location: ${location}\r\n`, afterMs: 10 }
}

function sent(request: Record<string, unknown>, answers: readonly FakeAnswer[], plan?: RunOptions['plan']) {
  return runScenario([{ request: { url: '/start', ...request } }], {
    answers,
    ...(plan === undefined ? {} : { plan })
  }).client.sent.map(({ text }) => text)
}

describe('a redirect', () => {
  it.each([
    ['/b', 'GET /b HTTP/1.1', 'shop.test'],
    ['b?q=1#part', 'GET /b?q=1 HTTP/1.1', 'shop.test'],
    ['?q=1', 'GET /start?q=1 HTTP/1.1', 'shop.test'],
    ['http://other.test:81', 'GET / HTTP/1.1', 'other.test:81'],
    ['//other.test/x', 'GET /x HTTP/1.1', 'other.test'],
    ['/café', 'GET /caf%C3%A9 HTTP/1.1', 'shop.test'],
    ['http://user:secret@other.test/', 'GET / HTTP/1.1', 'other.test']
  ])('to %s is followed', (location, line, host) => {
    const [, second] = sent({}, [to(location), {}])
    expect(second?.split('\r\n').slice(0, 2)).toEqual([line, `Host: ${host}`])
    expect(second).not.toMatch(/authorization/i)
  })

  it.each([
    ['POST', 301, 'GET'],
    ['POST', 302, 'GET'],
    ['PUT', 302, 'GET'],
    ['DELETE', 301, 'GET'],
    ['GET', 303, 'GET'],
    ['HEAD', 301, 'HEAD'],
    ['HEAD', 302, 'HEAD'],
    ['PUT', 307, 'PUT'],
    ['PUT', 303, 'GET'],
    ['HEAD', 303, 'HEAD'],
    ['POST', 307, 'POST'],
    ['PATCH', 308, 'PATCH']
  ])('of %s with status %i becomes %s', (method, status, becomes) => {
    const body = method === 'HEAD' ? {} : { json: { a: 1 } }
    const [, second = ''] = sent({ method, ...body }, [to('/b', status), {}])
    expect(second.split(' ')[0]).toBe(becomes)
    const keepsBody = status === 307 || status === 308
    expect(second.endsWith('{"a":1}')).toBe(keepsBody)
    expect(/content-type: application\/json/i.test(second)).toBe(keepsBody)
  })

  it('takes credentials along within the origin and to no other one', () => {
    const headers = { authorization: 'Bearer t', cookie: 'c=1', host: 'virtual.test', 'x-own': 'y' }
    const texts = sent({ headers }, [to('/b'), to('http://shop.test:81/c'), to('http://shop.test/d'), {}])
    const credentials = texts.map((text) => text.match(/^(authorization|cookie|x-own)/gim)?.join(' '))
    expect(credentials).toEqual([
      'authorization cookie x-own',
      'authorization cookie x-own',
      'x-own',
      'x-own'
    ])
    expect(texts.map((text) => /host: (.*)\r/i.exec(text)?.[1])).toEqual([
      'virtual.test',
      'virtual.test',
      'shop.test:81',
      'shop.test'
    ])
  })

  it('is a request of its own, under the same name, intended for the end of the one before', () => {
    const { reported, client } = runScenario([{ request: { url: '/start' } }], {
      answers: [to('/b'), to('/c'), { afterMs: 5 }]
    })
    expect(reported.dispatched).toEqual([
      'slot 0 intended 0 dispatched 0',
      'slot 0 intended 10 dispatched 10',
      'slot 0 intended 20 dispatched 20'
    ])
    expect(reported.ended.map((line) => line.split(' ')[5])).toEqual(['302', '302', '200'])
    expect(client.sent).toHaveLength(3)
  })

  it('leaves checks, extraction and expectStatus to the last response', () => {
    const flow = [
      {
        request: { url: '/start', expectStatus: 200 },
        extract: { id: { header: 'x-id' } },
        checks: [{ status: 200 }, { header: 'x-id', contains: 'last' }]
      },
      { request: { url: '/${id}' } }
    ]
    const hop = { ...to('/b'), head: 'Location: /b\r\nx-id: hop\r\n' }
    const { reported, client } = runScenario(flow, { answers: [hop, { head: 'x-id: last\r\n' }, {}] })
    expect(reported.checks).toEqual(['0 passed', '1 passed'])
    expect(reported.ended.map((line) => line.split(' ')[3])).toEqual(['0', '0', '0'])
    expect(client.sent.at(-1)?.text).toMatch(/^GET \/last /)
  })

  it('is the response itself where redirects are off, for all requests or for one', () => {
    expect(sent({ redirects: 0 }, [to('/b')])).toHaveLength(1)
    expect(sent({}, [to('/b'), {}], { defaults: { redirects: 0 } })).toHaveLength(1)
    expect(sent({ redirects: 1 }, [to('/b'), {}], { defaults: { redirects: 0 } })).toHaveLength(2)
  })

  it.each([
    ['without a location', { status: 302 }],
    ['with an empty location', { status: 302, head: 'Location: \r\n' }],
    ['with a status that sends nobody anywhere', { status: 304, head: 'Location: /b\r\n' }]
  ])('is none %s', (_, answer) => {
    const { reported } = runScenario([{ request: { url: '/' } }], { answers: [answer] })
    expect(reported.ended.map((line) => line.split(' ').slice(2, 6).join(' '))).toEqual([
      `outcome 0 status ${answer.status}`
    ])
  })
})

describe('a redirect that cannot be followed', () => {
  it('beyond the limit fails the last request with a code of its own, and every check', () => {
    const flow = [{ request: { url: '/', redirects: 2 }, checks: [{ status: 302 }] }]
    const { reported, samples } = runScenario(flow, { answers: [to('/')] })
    expect(reported.ended.map((line) => line.split(' ').slice(2, 8).join(' '))).toEqual([
      'outcome 0 status 302 error 0',
      'outcome 0 status 302 error 0',
      'outcome 3 status 302 error 31'
    ])
    expect(reported.checks).toEqual(['0 failed'])
    expect(samples.map(({ error }) => error)).toEqual(['too_many_redirects'])
  })

  it('ends a loop after ten hops by default', () => {
    expect(sent({}, [to('/start')])).toHaveLength(11)
  })

  it.each(['ftp://h/', 'http://[', 'http://'])('to %s fails the request', (location) => {
    const { reported, samples, client } = runScenario([{ request: { url: '/' } }], {
      answers: [to(location)]
    })
    expect(client.sent).toHaveLength(1)
    expect(reported.ended[0]).toContain('outcome 3 status 302 error 32')
    expect(samples[0]?.error).toBe('invalid_redirect')
  })
})
