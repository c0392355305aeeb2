import { describe, expect, it, onTestFinished } from 'vitest'
import { sendStepOnce } from '../../../src/main/run/index.ts'
import type { SendOnceResult } from '../../../src/shared/ipc-contract.ts'
import { TestProxy } from '../../support/test-proxy.ts'
import { planDocument, planOf } from './plan-document.ts'
import { countingServer } from './run-fixture.ts'

function send(
  target: string,
  flow: unknown[],
  place = { scenario: 0, step: 0 },
  allowedHosts: string[] = []
): Promise<SendOnceResult> {
  const document = planDocument(target, { one: { executor: 'constant-vus', vus: 1, duration: '1s', flow } })
  return sendStepOnce(planOf(document), place, { env: { TOKEN: 'abc' }, files: {} }, allowedHosts)
}

describe('sendStepOnce', () => {
  it('shows the request as it was sent but for its credentials, the whole answer and its phases', async () => {
    let seen: string | undefined
    const server = await countingServer((request, response) => {
      seen = request.headers.authorization
      response.writeHead(201, { 'x-kind': 'made' })
      request.pipe(response)
    })
    const headers = { authorization: 'Bearer ${env.TOKEN}' }
    const flow = [
      { think: '1s' },
      { request: { method: 'POST', url: '/orders', headers, json: { name: 'tea' } } }
    ]
    const result = await send(server.url, flow, { scenario: 0, step: 1 })
    expect(result).toMatchObject({
      status: 201,
      bodyText: '{"name":"tea"}',
      bodyBytes: 14,
      errorCode: null,
      errorText: null
    })
    expect(result.requestText).toMatch(/^POST \/orders HTTP\/1\.1\r\n/)
    expect(result.requestText.toLowerCase()).toContain('authorization: bearer ***\r\n')
    expect(seen).toBe('Bearer abc')
    expect(result.headText).toMatch(/^HTTP\/1\.1 201 Created\r\n/)
    const { sendingMs, waitingMs, receivingMs, connectMs, totalMs } = result.phases
    expect(Math.min(sendingMs, waitingMs, receivingMs, connectMs)).toBeGreaterThanOrEqual(0)
    expect(sendingMs + waitingMs + receivingMs + connectMs).toBeLessThanOrEqual(totalMs + 0.001)
    expect(server.count()).toBe(1)
  })

  it('goes through the proxy of the plan, and shows what that is sent but for its credentials', async () => {
    const server = await countingServer()
    const proxy = await TestProxy.listen({ credentials: 'ada:s3cret' })
    onTestFinished(() => proxy.close())
    const flow = [{ request: { url: '/a' } }]
    const scenarios = { one: { executor: 'constant-vus', vus: 1, duration: '1s', flow } }
    const own = { url: proxy.url(), username: 'ada', password: '${env.P}' }
    const plan = planOf(planDocument(server.url, scenarios, { proxy: own }))
    const inputs = { env: { P: 's3cret' }, files: {} }
    const { requestText, status } = await sendStepOnce(plan, { scenario: 0, step: 0 }, inputs, [])
    expect(status).toBe(200)
    expect(requestText).toContain(`GET ${server.url}/a HTTP/1.1\r\n`)
    expect(requestText).toContain('\r\nProxy-Authorization: Basic ***\r\n')
  })

  it('counts the bytes of a body that is no text', async () => {
    const server = await countingServer((_, response) => response.end(Buffer.alloc(1000, 0xff)))
    expect((await send(server.url, [{ request: { url: '/' } }])).bodyBytes).toBe(1000)
  })

  it('gives what went wrong on the way as a result', async () => {
    const server = await countingServer((_, response) => response.destroy())
    const result = await send(server.url, [{ request: { url: '/' } }])
    expect(result).toMatchObject({
      status: 0,
      bodyText: '',
      bodyBytes: 0,
      errorCode: 'reset_before_response'
    })
    expect(result.errorText).toContain('before the first byte')
    expect(await send('http://192.0.2.1', [{ request: { url: '/' } }])).toMatchObject({
      errorCode: 'host_not_allowed'
    })
  })

  it('refuses a step that cannot be made, or that is not there', async () => {
    const extract = { first: { jsonpath: '$.id' } }
    const flow = [{ request: { url: '/' }, extract }, { request: { url: '/${first}' } }, { think: '1s' }]
    const target = 'http://127.0.0.1:9'
    await expect(send(target, flow, { scenario: 0, step: 1 })).rejects.toThrow(
      'the variable "first" has no value'
    )
    await expect(send(target, flow, { scenario: 0, step: 2 })).rejects.toThrow(
      'the plan has no such request step'
    )
    await expect(send(target, flow, { scenario: -1, step: 0 })).rejects.toThrow(
      'the plan has no such request step'
    )
  })
})
