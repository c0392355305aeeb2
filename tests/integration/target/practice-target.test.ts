import { connect } from 'node:net'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startPracticeTarget, type RunningPracticeTarget } from '../../../src/main/target/index.ts'

let target: RunningPracticeTarget

beforeEach(async () => {
  target = await startPracticeTarget({ random: () => 0.05 })
})

afterEach(async () => {
  await target.close()
})

function get(path: string, init?: RequestInit): Promise<Response> {
  return fetch(target.url + path, init)
}

/** Sends bytes as they are and gives back everything until the server closes; 'reset' if it resets. */
function exchange(bytes: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(target.url).port), '127.0.0.1')
    let received = ''
    socket.setEncoding('latin1')
    socket.on('data', (text) => (received += text))
    socket.on('error', (error) => resolve('code' in error ? String(error.code) : error.message))
    socket.on('end', () => socket.end())
    socket.on('close', () => resolve(received))
    socket.write(bytes)
  })
}

const raw = (path: string): string => `GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`

describe('the practice target', () => {
  it('lists its endpoints at the root', async () => {
    const text = await (await get('/')).text()
    for (const path of ['/items', '/login', '/slow', '/flaky', '/stall', '/garbage']) {
      expect(text).toContain(path)
    }
  })

  it('lists the items that it gives one by one', async () => {
    const list = await (await get('/items?limit=2')).json()
    const first = await (await get('/items/1')).json()
    const second = await (await get('/items/2')).json()
    expect(first).toMatchObject({ id: 1, name: expect.any(String), priceCents: expect.any(Number) })
    expect(list).toEqual({ items: [first, second], total: 1000 })
  })

  it('refuses limits, items, delays, statuses and lengths that are out of range', async () => {
    const statuses: number[] = []
    for (const path of [
      '/items?limit=0',
      '/items/0',
      '/items/-1',
      '/delay/60001',
      '/status/99',
      '/bytes/16777217'
    ]) {
      const response = await get(path)
      await response.text()
      statuses.push(response.status)
    }
    expect(statuses).toEqual([400, 404, 404, 400, 400, 400])
  })

  it('logs a user in by POST alone and refuses what is no JSON', async () => {
    const good = await get('/login', { method: 'POST', body: JSON.stringify({ user: 'ada', password: 'x' }) })
    expect(await good.json()).toMatchObject({ user: 'ada', token: expect.stringMatching(/^[0-9a-f]{12}$/) })
    const bad = await get('/login', { method: 'POST', body: 'user=ada' })
    expect(bad.status).toBe(400)
    const wrongMethod = await get('/login')
    expect(wrongMethod.status).toBe(405)
    expect(wrongMethod.headers.get('allow')).toBe('POST')
  })

  it('answers the status that is asked for, with and without a body', async () => {
    expect((await get('/status/418')).status).toBe(418)
    const empty = await get('/status/204')
    expect([empty.status, await empty.text()]).toEqual([204, ''])
  })

  it('sends exactly as many bytes as asked for, over many blocks', async () => {
    const body = await (await get('/bytes/1000000')).arrayBuffer()
    expect(body.byteLength).toBe(1_000_000)
    expect((await (await get('/bytes/0')).arrayBuffer()).byteLength).toBe(0)
  })

  it('echoes a body and refuses one over the limit', async () => {
    const echo = await get('/echo', {
      method: 'PUT',
      body: 'hello',
      headers: { 'content-type': 'text/x-own' }
    })
    expect([await echo.text(), echo.headers.get('content-type')]).toEqual(['hello', 'text/x-own'])
    const length = 2 * 1024 * 1024
    const answer = await exchange(
      `POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: ${length}\r\n\r\n${'x'.repeat(1_100_000)}`
    )
    expect(answer).toMatch(/^HTTP\/1\.1 413 |^ECONNRESET$|^EPIPE$/)
  })

  it('decides about flaky and slow answers by its random numbers', async () => {
    expect((await get('/flaky')).status).toBe(503)
    expect(await (await get('/slow')).text()).toBe('5.0 ms\n')
  })

  it('answers 404 for what it does not know and stays up', async () => {
    expect((await get('/nothing/here')).status).toBe(404)
    expect((await get('/items/1/2')).status).toBe(404)
    expect((await get('/fast')).status).toBe(200)
  })

  it('breaks the connection in the way that the path says', async () => {
    expect(await exchange(raw('/reset'))).toBe('ECONNRESET')
    expect(await exchange(raw('/truncate'))).toMatch(/content-length: 1000\r\n\r\ncut off he$/)
    expect(await exchange(raw('/garbage'))).not.toMatch(/^HTTP/)
  })

  it('survives clients that send rubbish, ask for tunnels or leave in the middle', async () => {
    expect(await exchange('\u0000\u0001rubbish\r\n\r\n')).toMatch(/^HTTP\/1\.1 400 /)
    expect(await exchange('CONNECT other:1 HTTP/1.1\r\nhost: other:1\r\n\r\n')).toMatch(/^HTTP\/1\.1 405 /)
    const leaving = [raw('/stall'), raw('/delay/50000'), raw('/bytes/16777216'), 'POST /echo HTTP/1.1\r\n']
    await Promise.all(leaving.map(connectAndLeave))
    expect((await get('/fast')).status).toBe(200)
  })

  it('closes while a request stalls', async () => {
    const stalled = exchange(raw('/stall'))
    expect((await get('/fast')).status).toBe(200)
    await target.close()
    expect(await stalled).toMatch(/^$|ECONNRESET|ECONNREFUSED/)
  })

  it('says so when its port is taken', async () => {
    const port = Number(new URL(target.url).port)
    await expect(startPracticeTarget({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' })
  })
})

function connectAndLeave(bytes: string): Promise<void> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(target.url).port), '127.0.0.1')
    socket.on('error', () => {})
    socket.on('close', () => resolve())
    socket.write(bytes, () => socket.resetAndDestroy())
  })
}
