import { afterEach, describe, expect, it } from 'vitest'
import { Outcome } from '../../../src/shared/metrics/outcome.ts'
import { CancelledError, sleep } from '../../../src/main/engine/scheduler/index.ts'
import type { Coroutine, Task } from '../../../src/main/engine/scheduler/index.ts'
import { OK, endingOf, openTestUser, runWithClient } from '../../support/http-client-run.ts'
import type { Ending, TestUser } from '../../support/http-client-run.ts'
import { ScriptedServer } from '../../support/scripted-server.ts'

const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
const INTERRUPTED: Ending = { outcome: 'interrupted', error: 'interrupted', status: 0 }

let server: ScriptedServer

afterEach(() => server.close())

function* expectCancelled(task: Task<Ending>): Coroutine<void> {
  let caught: unknown
  try {
    yield* task
  } catch (error) {
    caught = error
  }
  expect(caught).toBeInstanceOf(CancelledError)
}

describe('a cancelled request', () => {
  it('is interrupted, its connection destroyed, and cancellation passes on', async () => {
    server = await ScriptedServer.listen({})
    await runWithClient(function* (client, loop) {
      const { request, exchange } = openTestUser(client)
      const task = loop.createTask(request(server.url()))
      while (server.requests.length === 0) yield* sleep(0)
      task.cancel()
      yield* expectCancelled(task)
      expect(endingOf(exchange)).toEqual(INTERRUPTED)
      const { record } = exchange
      expect(record.firstByteMs).toBe(record.endMs)
      expect(record.sentMs).toBeLessThanOrEqual(record.endMs)
      expect(client.requestsInFlight).toBe(0)
      while (client.openConnections > 0) yield* sleep(0)
    })
  })

  it('may be cancelled while it connects or resolves, and its session used again', async () => {
    let answering = false
    server = await ScriptedServer.listen({
      onRequest: ({ socket }) => {
        if (answering) socket.write(ANSWER)
      }
    })
    await runWithClient(function* (client, loop) {
      const { request, exchange } = openTestUser(client)
      for (const turns of [1, 2, 3]) {
        const task = loop.createTask(request(server.url('/', 'localhost')))
        for (let turn = 0; turn < turns; turn++) yield* sleep(0)
        task.cancel()
        yield* expectCancelled(task)
        expect(endingOf(exchange)).toEqual(INTERRUPTED)
      }
      answering = true
      expect(yield* request(server.url())).toEqual(OK)
    })
  })

  it('is interrupted as well by the end of its session', async () => {
    server = await ScriptedServer.listen({})
    await runWithClient(function* (client, loop) {
      const { request } = openTestUser(client)
      const task = loop.createTask(request(server.url()))
      while (server.requests.length === 0) yield* sleep(0)
      client.close()
      expect(yield* task).toEqual(INTERRUPTED)
      expect(client.requestsInFlight).toBe(0)
    })
  })
})

describe('two hundred sessions at once', () => {
  it('end every request exactly once, whatever the server does to them', async () => {
    server = await ScriptedServer.listen({
      onRequest: ({ socket, connectionNumber, numberOnConnection }) => {
        const mood = (connectionNumber * 7 + numberOnConnection) % 8
        if (mood === 0) socket.resetAndDestroy()
        else if (mood === 1) socket.destroy()
        else if (mood === 2) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf')
        else if (mood === 3) socket.write('rubbish\r\n')
        else if (mood === 4) socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf')
        else socket.write(ANSWER)
      }
    })
    await runWithClient(function* (client, loop) {
      const perUser = 10
      const ended = new Map<Outcome, number>()
      let retries = 0

      function* iterate(user: TestUser): Coroutine<number> {
        user.exchange.settings = { ...user.exchange.settings, totalTimeoutMs: 500 }
        for (let count = 0; count < perUser; count++) {
          yield* user.request(server.url())
          const { record } = user.exchange
          const moments = [record.dispatchMs, record.readyMs, record.sentMs, record.firstByteMs, record.endMs]
          expect(moments).toEqual([...moments].sort((a, b) => a - b))
          expect(record.error === 0).toBe(record.outcome === Outcome.ok)
          ended.set(record.outcome, (ended.get(record.outcome) ?? 0) + 1)
          retries += record.retries
        }
        user.session.close()
        return perUser
      }

      const tasks = Array.from({ length: 200 }, () => loop.createTask(iterate(openTestUser(client))))
      let performed = 0
      for (const task of tasks) performed += yield* task
      expect(performed).toBe(2000)
      expect([...ended.values()].reduce((sum, count) => sum + count, 0)).toBe(performed)
      expect([...ended.keys()].sort()).toEqual([Outcome.ok, Outcome.timeout, Outcome.transportError])
      expect(client.requestsInFlight).toBe(0)
      while (client.openConnections > 0) yield* sleep(0)
      // Under pressure a request may time out before the server has read it.
      expect(server.requests.length).toBeLessThanOrEqual(performed + retries)
      expect(server.requests.length).toBeGreaterThanOrEqual(ended.get(Outcome.ok) ?? 0)
    })
  })
})
