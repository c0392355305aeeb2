import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { Exchange } from '../../../../src/main/engine/http/exchange.ts'
import { SocketPath } from '../../../../src/main/engine/http/address-source.ts'
import { HeadMemo } from '../../../../src/main/engine/http/head-memo.ts'
import { Origin } from '../../../../src/main/engine/http/origin.ts'
import { ResponseParserPool } from '../../../../src/main/engine/http/response-parser-pool.ts'
import { requestErrorNumber } from '../../../../src/shared/error-codes.ts'
import { Outcome } from '../../../../src/shared/metrics/outcome.ts'
import { FakeLoop } from '../scheduler/fake-loop.ts'

const carrier = { isCrowded: false, exchangeEnded: () => {}, exchangeAbandoned: () => {} }

const addresses = new SocketPath('/nowhere')

function prepared(idempotent = true): Exchange {
  const exchange = new Exchange()
  exchange.request = {
    origin: new Origin('http', '127.0.0.1', 80, { addresses, port: null, proxy: null }),
    bytes: Buffer.from('GET / HTTP/1.1\r\n\r\n'),
    upload: null,
    headOnly: false,
    idempotent,
    closesConnection: false
  }
  return exchange
}

const RESET = requestErrorNumber('reset_before_response')

describe('an exchange', () => {
  it('ends once: what comes later changes nothing', () => {
    const exchange = prepared()
    exchange.begin(1, carrier)
    exchange.succeed(5, 200)
    exchange.fail(7, RESET, Outcome.transportError)
    exchange.interrupt(8)
    expect(exchange.inFlight).toBe(false)
    expect(exchange.record).toMatchObject({ endMs: 5, outcome: Outcome.ok, status: 200, error: 0 })
  })

  it.each([
    ['at once where few are in flight', false, ['went on', 'next read']],
    ['after the other responses in a crowd', true, ['next read', 'went on']]
  ])('lets its task go on %s', (_, isCrowded, expected) => {
    const { loop, driver } = new FakeLoop()
    const exchange = prepared()
    const seen: string[] = []
    exchange.begin(0, { ...carrier, isCrowded })
    loop.createTask(
      (function* () {
        yield* exchange
        seen.push('went on')
      })()
    )
    driver.runUntilIdle()
    exchange.succeed(1, 200)
    seen.push('next read')
    driver.runUntilIdle()
    expect(seen).toEqual(expected)
  })

  it('keeps the parser that captured its response from all others until it is performed again', () => {
    const parsers = new ResponseParserPool({}, new HeadMemo())
    const exchange = prepared()
    const parser = parsers.take()
    exchange.begin(0, carrier)
    exchange.response = parser.captured
    exchange.keepParser(parser, parsers)
    exchange.succeed(1, 200)
    expect(parsers.take()).not.toBe(parser)
    exchange.begin(2, carrier)
    expect(exchange.response).toBeNull()
    expect(parsers.take()).toBe(parser)
  })

  it('cannot begin without a request, nor twice', () => {
    expect(() => new Exchange().begin(0, carrier)).toThrow('no request')
    const exchange = prepared()
    exchange.begin(0, carrier)
    expect(() => exchange.begin(1, carrier)).toThrow('in flight')
  })

  it('clears what the one before left in the record, but neither slot nor intended start', () => {
    const exchange = prepared()
    exchange.record.slot = 7
    exchange.record.intendedMs = 0.5
    exchange.begin(1, carrier)
    exchange.record.dnsMs = 1
    exchange.record.bytesSent = 10
    exchange.retry()
    exchange.fail(9, RESET, Outcome.transportError, 503)
    exchange.begin(10, carrier)
    exchange.succeed(11, 200)
    expect(exchange.record).toEqual({
      slot: 7,
      intendedMs: 0.5,
      dispatchMs: 10,
      readyMs: 11,
      sentMs: 11,
      firstByteMs: 11,
      endMs: 11,
      dnsMs: 0,
      connectMs: 0,
      tlsMs: 0,
      outcome: Outcome.ok,
      status: 200,
      error: 0,
      bytesSent: 0,
      bytesReceived: 0,
      retries: 0
    })
  })

  it('may be sent again once, and only when the method allows it', () => {
    const exchange = prepared()
    exchange.begin(0, carrier)
    expect(exchange.mayRetry).toBe(true)
    exchange.retry()
    expect(exchange.mayRetry).toBe(false)
    expect(prepared(false).mayRetry).toBe(false)
  })

  it('keeps its moments in order, whichever of them were reached, in whatever order send and first byte came', () => {
    const step = fc.record({
      kind: fc.constantFrom('ready', 'sent', 'firstByte', 'retry'),
      afterMs: fc.nat(5)
    })
    fc.assert(
      fc.property(fc.array(step, { maxLength: 6 }), fc.nat(5), (steps, lastMs) => {
        const exchange = prepared()
        const { record } = exchange
        let nowMs = 100
        let reached = 0
        exchange.begin(nowMs, carrier)
        for (const { kind, afterMs } of steps) {
          nowMs += afterMs
          if (kind === 'retry' && reached < 3 && exchange.mayRetry) {
            exchange.retry()
            reached = 0
          } else if (kind === 'ready' && reached === 0) {
            record.readyMs = nowMs
            reached = 1
          } else if (kind === 'sent' && reached === 1) {
            record.sentMs = nowMs
            reached = 2
          } else if (kind === 'firstByte' && (reached === 1 || reached === 2)) {
            exchange.firstByte(nowMs)
            reached = 3
          }
        }
        nowMs += lastMs
        exchange.fail(nowMs, RESET, Outcome.transportError)
        const moments = [record.dispatchMs, record.readyMs, record.sentMs, record.firstByteMs, record.endMs]
        expect(moments).toEqual([...moments].sort((a, b) => a - b))
        expect(moments[0]).toBe(100)
        expect(moments[4]).toBe(nowMs)
      })
    )
  })
})
