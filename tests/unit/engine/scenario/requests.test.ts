import { describe, expect, it } from 'vitest'
import { runScenario, type RunOptions } from './scenario-run.ts'

function sentTexts(request: Record<string, unknown>, options: RunOptions = {}): string[] {
  return runScenario([{ request }], options).client.sent.map(({ text }) => text)
}

function firstLine(request: Record<string, unknown>, options: RunOptions = {}): string | undefined {
  return sentTexts(request, options)[0]?.split('\r\n')[0]
}

describe('the requests of a scenario', () => {
  it('are put into bytes once where nothing changes', () => {
    const { client } = runScenario([{ request: { url: '/items' } }], { iterations: 3 })
    expect(client.sent).toHaveLength(3)
    expect(new Set(client.sent.map(({ bytes }) => bytes)).size).toBe(1)
    expect(client.sent[0]?.text).toBe(
      'GET /items HTTP/1.1\r\nHost: shop.test\r\nUser-Agent: loadgale\r\nAccept: */*\r\n\r\n'
    )
  })

  it.each([
    ['http://h:81', '/a', 'GET /a HTTP/1.1', 'h:81'],
    ['http://h/base', '/a', 'GET /base/a HTTP/1.1', 'h'],
    ['http://h/base/', 'a', 'GET /base/a HTTP/1.1', 'h'],
    ['http://h/base', '?q=1', 'GET /base?q=1 HTTP/1.1', 'h'],
    ['http://h', 'http://other/x', 'GET /x HTTP/1.1', 'other'],
    ['http://h', 'http://other', 'GET / HTTP/1.1', 'other'],
    ['http://h', 'http://other?q=1', 'GET /?q=1 HTTP/1.1', 'other'],
    ['http://h', 'http://other\\back', 'GET /back HTTP/1.1', 'other'],
    ['http://h', '/a b/ü', 'GET /a%20b/%C3%BC HTTP/1.1', 'h']
  ])('join the target %s and the URL %s', (target, url, line, host) => {
    const [text] = sentTexts({ url }, { plan: { target } })
    expect(text?.split('\r\n').slice(0, 2)).toEqual([line, `Host: ${host}`])
  })

  it('take variables, the environment and secrets', () => {
    const [text] = sentTexts(
      { url: '/${user}?k=${env.KEY}', headers: { authorization: 'Bearer ${token}' } },
      {
        plan: { target: '${env.BASE}', variables: { user: 'ada', token: '${secret.TOKEN}' } },
        env: { BASE: 'http://real:8080/v1', KEY: 'k' },
        secrets: { TOKEN: 't' }
      }
    )
    expect(text).toContain('GET /v1/ada?k=k HTTP/1.1\r\nHost: real:8080\r\n')
    expect(text).toContain('authorization: Bearer t\r\n')
  })

  it('differ between iterations where the engine fills something in', () => {
    const { client } = runScenario([{ request: { url: '/${vu}/${iteration}' } }], { iterations: 2 })
    expect(client.sent.map(({ text }) => text.split(' ')[1])).toEqual(['/7/0', '/7/1'])
  })

  it('have another uuid in every iteration', () => {
    const { client } = runScenario([{ request: { url: '/${uuid}' } }], { iterations: 2 })
    const uuids = client.sent.map(({ text }) => text.split(' ')[1])
    expect(uuids[0]).toMatch(/^\/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
    expect(uuids[0]).not.toBe(uuids[1])
  })

  it('may have their host in a variable', () => {
    const flow = [
      { request: { url: '/' }, extract: { next: { header: 'location' } } },
      { request: { url: '${next}' } }
    ]
    const hosts = ['http://b.test:81/x', '/y'].map((location) => {
      const { client } = runScenario(flow, { answers: [{ head: `Location: ${location}\r\n` }, {}] })
      return client.sent[1]?.text.split('\r\n').slice(0, 2)
    })
    expect(hosts).toEqual([
      ['GET /x HTTP/1.1', 'Host: b.test:81'],
      ['GET /y HTTP/1.1', 'Host: shop.test']
    ])
  })

  it('escape values inside a JSON body and leave a text body alone', () => {
    const variables = { user: 'a"b\\c' }
    const [json] = sentTexts({ url: '/', method: 'POST', json: { user: '${user}' } }, { plan: { variables } })
    expect(json).toMatch(/Content-Length: 18\r\n\r\n\{"user":"a\\"b\\\\c"\}$/i)
    const [text] = sentTexts({ url: '/', method: 'POST', body: 'user=${user}' }, { plan: { variables } })
    expect(text).toMatch(/\r\n\r\nuser=a"b\\c$/)
  })

  it('keep a value from breaking out of the request line', () => {
    expect(firstLine({ url: '/${env.A}' }, { env: { A: 'x HTTP/1.1\r\nEvil: 1' } })).toBe(
      'GET /x%20HTTP/1.1%0D%0AEvil:%201 HTTP/1.1'
    )
  })
})

describe('a request that cannot be made', () => {
  it.each([
    ['a reference without a value', { url: '/${env.NOPE}' }, {}, '${env.NOPE} has no value'],
    [
      'a header with a line break',
      { url: '/', headers: { a: '${env.A}' } },
      { A: 'b\r\nc: d' },
      'the value of the header a holds a line end or another control character'
    ],
    [
      'a target that is no URL',
      { url: '/' },
      { BASE: 'nonsense' },
      'the target "${env.BASE}" is no absolute http or https URL once its references are filled in'
    ],
    [
      'a target that gets a query from the environment',
      { url: '/x' },
      { BASE: 'http://shop.test/?key=1' },
      'the target "${env.BASE}" has a query or a fragment once its references are filled in, but URLs are appended to it'
    ],
    [
      'a target that gets a fragment from the environment',
      { url: '/x' },
      { BASE: 'http://shop.test/#/' },
      'the target "${env.BASE}" has a query or a fragment once its references are filled in, but URLs are appended to it'
    ]
  ])('counts as failed and is not sent: %s', (_, request, env, reason) => {
    const target = 'BASE' in env ? '${env.BASE}' : 'http://shop.test'
    const { client, reported, samples } = runScenario([{ request }], { env, plan: { target } })
    expect(client.sent).toEqual([])
    expect(reported.dispatched).toEqual(['slot 0 intended 0 dispatched 0'])
    expect(reported.ended).toEqual(['slot 0 outcome 3 status 0 error 28 at 0'])
    expect(samples).toMatchObject([{ slot: 0, error: 'invalid_request', reason }])
  })
})
