import type { Socket } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { TaskGroup, type Coroutine, type EventLoop } from '../../../src/main/engine/scheduler/index.ts'
import { DEFAULT_NETWORK } from '../../../src/shared/network-settings.ts'
import { OK, openTestUser, runWithClient, type TestUser } from '../../support/http-client-run.ts'
import { ScriptedServer } from '../../support/scripted-server.ts'

const USERS = 100
const ROUNDS = 8
/** So many requests are answered in one go, so that their responses are read in one turn of Node's event loop. */
const AT_ONCE = 50

let server: ScriptedServer

afterEach(() => server.close())

/** Answers each request with its own path, always many together. */
function answerTogether(): Promise<ScriptedServer> {
  const waiting: [socket: Socket, path: string][] = []
  let asking = USERS
  return ScriptedServer.listen({
    onRequest: ({ socket, text }) => {
      waiting.push([socket, text.split(' ')[1] ?? ''])
      if (waiting.length < Math.min(AT_ONCE, asking)) return
      for (const [to, path] of waiting.splice(0)) {
        if (path.endsWith(`/${ROUNDS - 1}`)) asking--
        to.write(`HTTP/1.1 200 OK\r\nContent-Length: ${path.length}\r\nX-Path: ${path}\r\n\r\n${path}`)
      }
    }
  })
}

function* askForOwnPaths({ request, exchange }: TestUser, user: number, wrong: string[]): Coroutine<void> {
  exchange.settings = { ...exchange.settings, captureHead: true, captureBody: true }
  for (let round = 0; round < ROUNDS; round++) {
    const path = `/${user}/${round}`
    expect(yield* request(server.url(path))).toEqual(OK)
    const body = Buffer.from(exchange.response?.body() ?? []).toString('latin1')
    const header = exchange.response?.headerValue('x-path')
    if (body !== path || header !== path) wrong.push(`${path}: ${body}, ${header}`)
  }
}

describe('a crowd of requests', () => {
  it.each([
    ['over connections of their own', null],
    ['over shared connections', AT_ONCE]
  ])('%s reads each its own response', async (_, pool) => {
    server = await answerTogether()
    const wrong: string[] = []
    await runWithClient(
      function* (client) {
        yield* new TaskGroup().run(function* (group) {
          for (let user = 0; user < USERS; user++) {
            group.createTask(askForOwnPaths(openTestUser(client), user, wrong))
          }
        })
      },
      { network: { ...DEFAULT_NETWORK, connections: { reuse: 'always', pool } } }
    )
    expect(wrong).toEqual([])
    expect(server.requests).toHaveLength(USERS * ROUNDS)
  })

  it('stamps all responses that came together before any user goes on', async () => {
    server = await answerTogether()
    const endsMs: number[] = []
    const goesOnMs: number[] = []
    function* askOnce({ request, exchange }: TestUser, loop: EventLoop): Coroutine<void> {
      expect(yield* request(server.url(`/${ROUNDS - 1}`))).toEqual(OK)
      goesOnMs.push(loop.nowMs())
      endsMs.push(exchange.record.endMs)
    }
    await runWithClient(function* (client, loop) {
      yield* new TaskGroup().run(function* (group) {
        for (let user = 0; user < AT_ONCE; user++) group.createTask(askOnce(openTestUser(client), loop))
      })
    })
    expect(endsMs).toHaveLength(AT_ONCE)
    // The last of them are few, but no less late to be read when the others have gone on.
    expect(Math.max(...endsMs)).toBeLessThanOrEqual(Math.min(...goesOnMs))
  })
})
