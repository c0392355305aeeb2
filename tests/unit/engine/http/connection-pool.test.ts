import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SocketPath } from '../../../../src/main/engine/http/address-source.ts'
import { ConnectionPool } from '../../../../src/main/engine/http/connection-pool.ts'
import type { ConnectionOwner } from '../../../../src/main/engine/http/connection.ts'
import { Exchange } from '../../../../src/main/engine/http/exchange.ts'
import { Origin } from '../../../../src/main/engine/http/origin.ts'
import type { PoolableConnection } from '../../../../src/main/engine/http/pool-ticket.ts'
import { PooledSession } from '../../../../src/main/engine/http/pooled-session.ts'
import {
  CancelledError,
  EventLoop,
  FakeDriver,
  sleep,
  type Coroutine
} from '../../../../src/main/engine/scheduler/index.ts'
import { requestErrorNumber } from '../../../../src/shared/error-codes.ts'
import { Outcome } from '../../../../src/shared/metrics/outcome.ts'
import { endingOf, failedWith, OK, timedOutWith } from '../../../support/http-client-run.ts'

const origin = new Origin('http', 'shop.test', 80, {
  addresses: new SocketPath('/nowhere'),
  port: null,
  proxy: null
})
const request = {
  ...{ origin, bytes: Buffer.from('GET'), upload: null },
  ...{ headOnly: false, idempotent: true, closesConnection: false }
}

type Fate = 'answer' | 'answer and close' | 'fail' | 'fail at once'

/** Takes 1 ms to connect and a given time to answer, and ends as it is told. */
class FakeConnection implements PoolableConnection {
  idle = false
  #closed = false
  #exchange: Exchange | null = null
  readonly #service: FakeService
  readonly #owner: ConnectionOwner

  constructor(service: FakeService, owner: ConnectionOwner) {
    this.#service = service
    this.#owner = owner
    service.opened++
    service.open++
    service.mostOpen = Math.max(service.mostOpen, service.open)
  }

  open(exchange: Exchange): void {
    this.#exchange = exchange
    if (this.#service.fates.get(exchange) === 'fail at once') this.#fail(exchange)
    else this.#service.loop.callLater(1, () => this.send(exchange, this.#service.loop.nowMs()))
  }

  send(exchange: Exchange, nowMs: number): void {
    if (this.#closed) return
    this.idle = false
    this.#exchange = exchange
    exchange.record.readyMs = nowMs
    this.#service.loop.callLater(this.#service.answerMs, () => this.#answer(exchange))
  }

  interrupt(): void {
    const exchange = this.#exchange
    this.close()
    exchange?.interrupt(this.#service.loop.nowMs())
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.idle = false
    this.#service.open--
    this.#exchange = null
    // The interface wants a real one, which no pool looks at.
    this.#owner.connectionClosed(Object.create(null))
  }

  #answer(exchange: Exchange): void {
    if (this.#exchange !== exchange) return
    const fate = this.#service.fates.get(exchange) ?? 'answer'
    if (fate === 'fail') return this.#fail(exchange)
    this.#exchange = null
    if (fate === 'answer') this.idle = true
    else this.close()
    exchange.succeed(this.#service.loop.nowMs(), 200)
  }

  #fail(exchange: Exchange): void {
    this.close()
    exchange.fail(this.#service.loop.nowMs(), requestErrorNumber('connect_refused'), Outcome.transportError)
  }
}

class FakeService {
  opened = 0
  open = 0
  mostOpen = 0
  readonly loop: EventLoop
  readonly answerMs: number
  /** What becomes of an exchange; it is answered where nothing else is said. */
  readonly fates = new Map<Exchange, Fate>()

  constructor(loop: EventLoop, answerMs: number) {
    this.loop = loop
    this.answerMs = answerMs
  }
}

interface Setting {
  readonly limit: number
  readonly answerMs?: number
  readonly reuse?: boolean
}

interface Pooled {
  readonly service: FakeService
  readonly loop: EventLoop
  readonly context: { readonly loop: EventLoop; requestsInFlight: number }
  readonly pool: ConnectionPool
  openSession(): PooledSession
}

function runPooled<T>(setting: Setting, main: (pooled: Pooled) => Coroutine<T>): T {
  const driver = new FakeDriver()
  const loop = new EventLoop({ driver })
  const service = new FakeService(loop, setting.answerMs ?? 10)
  const pool = new ConnectionPool({
    loop,
    limit: setting.limit,
    reuse: setting.reuse ?? true,
    connect: (owner) => new FakeConnection(service, owner)
  })
  const context = { loop, requestsInFlight: 0 }
  const openSession = (): PooledSession => new PooledSession(context, () => pool, new Set())
  return driver.run(loop, main({ service, loop, context, pool, openSession }))
}

interface User {
  readonly exchange: Exchange
  readonly session: PooledSession
  perform(): Coroutine<void>
}

function openUser(pooled: Pooled, fate: Fate = 'answer'): User {
  const exchange = new Exchange()
  const session = pooled.openSession()
  exchange.request = request
  pooled.service.fates.set(exchange, fate)
  return {
    exchange,
    session,
    *perform() {
      yield* session.perform(exchange)
    }
  }
}

/** Lets users ask one after the other, 1 ms apart, and waits for all of them. */
function* askInTurn(pooled: Pooled, users: readonly User[], onEnd: (index: number) => void): Coroutine<void> {
  const tasks = users.map((user, index) =>
    pooled.loop.createTask(
      (function* (): Coroutine<void> {
        yield* sleep(index)
        yield* user.perform()
        onEnd(index)
      })()
    )
  )
  for (const task of tasks) yield* task
}

describe('a pool of connections', () => {
  it('opens no more than allowed, and serves those who wait in the order in which they came', () => {
    runPooled({ limit: 2 }, function* (pooled) {
      const users = Array.from({ length: 7 }, () => openUser(pooled))
      const ends: number[] = []
      yield* askInTurn(pooled, users, (index) => ends.push(index))
      expect(ends).toEqual([0, 1, 2, 3, 4, 5, 6])
      expect([pooled.service.opened, pooled.service.mostOpen]).toEqual([2, 2])
      // Two at a time: the third is served when the first has its answer, and so on.
      expect(users.map(({ exchange: { record } }) => record.readyMs)).toEqual([1, 2, 11, 12, 21, 22, 31])
      expect(users.map(({ exchange: { record } }) => record.readyMs - record.dispatchMs)).toEqual([
        1, 1, 9, 9, 17, 17, 25
      ])
      expect(pooled.context.requestsInFlight).toBe(0)
    })
  })

  it('gives a free connection to those who wait before the one who had it', () => {
    runPooled({ limit: 1 }, function* (pooled) {
      const log: string[] = []
      const ask = function* (name: string): Coroutine<void> {
        const user = openUser(pooled)
        for (let count = 0; count < 3; count++) {
          yield* user.perform()
          log.push(name)
        }
      }
      const tasks = ['a', 'b', 'c'].map((name) => pooled.loop.createTask(ask(name)))
      for (const task of tasks) yield* task
      expect(log.join('')).toBe('abcabcabc')
      expect(pooled.service.opened).toBe(1)
    })
  })

  it('opens another connection for those who wait when one has closed or failed', () => {
    runPooled({ limit: 1 }, function* (pooled) {
      const fates: Fate[] = ['answer and close', 'fail', 'answer', 'answer']
      const users = fates.map((fate) => openUser(pooled, fate))
      yield* askInTurn(pooled, users, () => {})
      expect(users.map(({ exchange }) => endingOf(exchange))).toEqual([
        OK,
        failedWith('connect_refused'),
        OK,
        OK
      ])
      expect([pooled.service.opened, pooled.service.mostOpen]).toEqual([3, 1])
    })
  })

  it('ends a wait at the timeout of its request, all of it set-up, and the others keep their places', () => {
    runPooled({ limit: 1, answerMs: 100 }, function* (pooled) {
      const users = Array.from({ length: 4 }, () => openUser(pooled))
      const waiting = users[2]!.exchange
      waiting.settings = { ...waiting.settings, totalTimeoutMs: 50 }
      yield* askInTurn(pooled, users, () => {})
      expect(users.map(({ exchange }) => endingOf(exchange))).toEqual([
        OK,
        OK,
        timedOutWith('pool_timeout'),
        OK
      ])
      const { record } = users[2]!.exchange
      expect([record.dispatchMs, record.readyMs, record.endMs]).toEqual([2, 52, 52])
      expect(users[3]!.exchange.record.readyMs).toBe(201)
    })
  })

  it('interrupts a request whose task is cancelled, waiting or not, and gives its place to the next', () => {
    runPooled({ limit: 1 }, function* (pooled) {
      const users = Array.from({ length: 3 }, () => openUser(pooled))
      const tasks = users.map((user) => pooled.loop.createTask(user.perform()))
      yield* sleep(5)
      tasks[0]!.cancel()
      tasks[1]!.cancel()
      yield* tasks[2]!
      const endings = users.map(({ exchange }) => endingOf(exchange).outcome)
      expect(endings).toEqual(['interrupted', 'interrupted', 'ok'])
      expect(tasks.map((task) => task.cancelled())).toEqual([true, true, false])
      expect([pooled.service.opened, pooled.service.mostOpen, pooled.context.requestsInFlight]).toEqual([
        2, 1, 0
      ])
    })
  })

  it('interrupts what is under way in a session that is closed', () => {
    runPooled({ limit: 1 }, function* (pooled) {
      const [first, second] = [openUser(pooled), openUser(pooled)]
      const tasks = [first, second].map((user) => pooled.loop.createTask(user.perform()))
      yield* sleep(5)
      second.session.close()
      first.session.close()
      for (const task of tasks) yield* task
      expect([first, second].map(({ exchange }) => endingOf(exchange).outcome)).toEqual([
        'interrupted',
        'interrupted'
      ])
      expect(() => second.session.perform(second.exchange)).toThrow('the session is closed')
      expect(pooled.context.requestsInFlight).toBe(0)
    })
  })

  it('without reuse opens one connection for each request, no more at a time than allowed', () => {
    runPooled({ limit: 2, reuse: false }, function* (pooled) {
      const users = Array.from({ length: 5 }, () => openUser(pooled))
      yield* askInTurn(pooled, users, () => {})
      expect([pooled.service.opened, pooled.service.mostOpen, pooled.service.open]).toEqual([5, 2, 0])
    })
  })

  it('lets the loop go on when every connection fails at once', () => {
    runPooled({ limit: 1 }, function* (pooled) {
      let requests = 0
      const ask = function* (): Coroutine<void> {
        const user = openUser(pooled, 'fail at once')
        for (;;) {
          yield* user.perform()
          requests++
        }
      }
      const tasks = Array.from({ length: 50 }, () => pooled.loop.createTask(ask()))
      for (let turn = 0; turn < 20; turn++) yield* sleep(0)
      for (const task of tasks) task.cancel()
      for (const task of tasks) {
        try {
          yield* task
        } catch (error) {
          expect(error).toBeInstanceOf(CancelledError)
        }
      }
      expect(requests).toBeGreaterThan(50)
      expect(requests).toBeLessThan(50 * 30)
    })
  })

  it('closes its connections when told', () => {
    runPooled({ limit: 3 }, function* (pooled) {
      const users = Array.from({ length: 3 }, () => openUser(pooled))
      yield* askInTurn(pooled, users, () => {})
      expect(pooled.service.open).toBe(3)
      pooled.pool.close()
      expect(pooled.service.open).toBe(0)
    })
  })

  it('ends every request once, with the limit kept and in order, whatever happens', () => {
    const plan = fc.record({
      limit: fc.integer({ min: 1, max: 4 }),
      users: fc.array(
        fc.record({
          startMs: fc.nat(60),
          timeoutMs: fc.integer({ min: 5, max: 200 }),
          cancelAfterMs: fc.option(fc.nat(80)),
          fate: fc.constantFrom<Fate>('answer', 'answer and close', 'fail', 'fail at once')
        }),
        { minLength: 1, maxLength: 25 }
      )
    })
    fc.assert(
      fc.property(plan, ({ limit, users: wishes }) => {
        runPooled({ limit }, function* (pooled) {
          const users = wishes.map((wish) => {
            const user = openUser(pooled, wish.fate)
            user.exchange.settings = { ...user.exchange.settings, totalTimeoutMs: wish.timeoutMs }
            return { ...user, ...wish }
          })
          const tasks = users.map((user) =>
            pooled.loop.createTask(
              (function* (): Coroutine<void> {
                yield* sleep(user.startMs)
                yield* user.perform()
              })()
            )
          )
          users.forEach(({ startMs, cancelAfterMs }, index) => {
            if (cancelAfterMs !== null)
              pooled.loop.callAt(startMs + cancelAfterMs, () => tasks[index]!.cancel())
          })
          for (const task of tasks) {
            try {
              yield* task
            } catch (error) {
              expect(error).toBeInstanceOf(CancelledError)
            }
          }
          for (const { exchange } of users) expect(exchange.inFlight).toBe(false)
          expect(pooled.context.requestsInFlight).toBe(0)
          expect(pooled.service.mostOpen).toBeLessThanOrEqual(limit)
          const answered = users
            .map(({ exchange }) => exchange.record)
            .filter(({ status }) => status === 200)
            .sort((a, b) => a.dispatchMs - b.dispatchMs)
          // Who asked earlier waits at most as long as it takes to open the connection of who came later.
          answered.forEach(({ readyMs }, index) => {
            for (const later of answered.slice(index + 1)) {
              if (later.dispatchMs > answered[index]!.dispatchMs)
                expect(readyMs).toBeLessThanOrEqual(later.readyMs + 1)
            }
          })
          pooled.pool.close()
          expect(pooled.service.open).toBe(0)
        })
      }),
      { numRuns: 60 }
    )
  })
})
