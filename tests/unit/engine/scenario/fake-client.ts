import { requestErrorNumber, type RequestErrorCode } from '../../../../src/shared/error-codes.ts'
import { Outcome } from '../../../../src/shared/metrics/outcome.ts'
import type { Exchange, Origin, OriginParts } from '../../../../src/main/engine/http/index.ts'
import { headIsKept } from '../../../../src/main/engine/http/kept-heads.ts'
import { parseOrigin } from '../../../../src/main/engine/http/origin.ts'
import { ResponseCapture } from '../../../../src/main/engine/http/response-capture.ts'
import type { RequestRecord } from '../../../../src/main/engine/metrics/index.ts'
import type {
  RequestClient,
  RequestObserver,
  RequestSession
} from '../../../../src/main/engine/scenario/compiled-scenario.ts'
import { sleep, type Coroutine, type EventLoop } from '../../../../src/main/engine/scheduler/index.ts'

export interface FakeAnswer {
  readonly status?: number
  readonly head?: string
  readonly body?: string
  readonly afterMs?: number
  readonly error?: RequestErrorCode
}

export interface SentRequest {
  readonly text: string
  readonly bytes: Buffer
  readonly intendedMs: number
  readonly captured: string
}

/** Answers every request from a list, the last one for ever, after a time on the fake clock. */
export class FakeClient implements RequestClient {
  readonly sent: SentRequest[] = []
  closedSessions = 0
  /** How often a session was told to close its idle connections. */
  idleClosings = 0
  readonly #origins = new Map<string, Origin>()
  readonly #loop: EventLoop
  readonly #answers: readonly FakeAnswer[]

  constructor(loop: EventLoop, answers: readonly FakeAnswer[] = [{}]) {
    this.#loop = loop
    this.#answers = answers
  }

  origin(parts: OriginParts): Origin {
    const name = parseOrigin(parts)
    const key = JSON.stringify(name)
    const addresses: Partial<Origin['addresses']> = {}
    const origin = this.#origins.get(key) ?? Object.assign(Object.create(null), { ...name, addresses })
    this.#origins.set(key, origin)
    return origin
  }

  openSession(): RequestSession {
    return {
      perform: (exchange) => this.#perform(exchange),
      closeIdle: () => {
        this.idleClosings++
      },
      close: () => {
        this.closedSessions++
      }
    }
  }

  *#perform(exchange: Exchange): Coroutine<void> {
    const { bytes } = exchange.begin(this.#loop.nowMs(), {
      isCrowded: false,
      exchangeEnded: () => {},
      exchangeAbandoned: () => {}
    })
    exchange.record.readyMs = this.#loop.nowMs()
    const answer = this.#answers[Math.min(this.sent.length, this.#answers.length - 1)] ?? {}
    const captured = [exchange.settings.captureHead && 'head', exchange.settings.captureBody && 'body']
      .filter(Boolean)
      .join(' ')
    this.sent.push({ text: bytes.toString(), bytes, intendedMs: exchange.record.intendedMs, captured })
    try {
      yield* sleep(answer.afterMs ?? 0)
      this.#end(exchange, answer)
    } finally {
      if (exchange.inFlight) exchange.interrupt(this.#loop.nowMs())
    }
  }

  #end(exchange: Exchange, { status = 200, head = '', body = '', error }: FakeAnswer): void {
    if (error !== undefined) {
      exchange.fail(this.#loop.nowMs(), requestErrorNumber(error), Outcome.transportError)
      return
    }
    const capture = new ResponseCapture(1_000_000)
    const headBytes = Buffer.from(`HTTP/1.1 ${status} OK\r\n${head}\r\n`)
    const bodyBytes = Buffer.from(body)
    const keepsHead = exchange.settings.captureHead || headIsKept(exchange.settings.keptHeads, status, 0)
    if (keepsHead) capture.appendHead(headBytes, 0, headBytes.length)
    if (exchange.settings.captureBody) capture.appendBody(bodyBytes, 0, bodyBytes.length)
    exchange.response = keepsHead || exchange.settings.captureBody ? capture : null
    exchange.succeed(this.#loop.nowMs(), status)
  }
}

/** Writes down what a virtual user reports, one line each. */
export class ReportedRequests implements RequestObserver {
  readonly dispatched: string[] = []
  readonly ended: string[] = []
  readonly checks: string[] = []

  requestDispatched({ slot, intendedMs, dispatchMs }: RequestRecord): void {
    this.dispatched.push(`slot ${slot} intended ${intendedMs} dispatched ${dispatchMs}`)
  }

  requestEnded({ slot, outcome, status, error, endMs }: RequestRecord): void {
    this.ended.push(`slot ${slot} outcome ${outcome} status ${status} error ${error} at ${endMs}`)
  }

  checkEnded(slot: number, passed: boolean): void {
    this.checks.push(`${slot} ${passed ? 'passed' : 'failed'}`)
  }
}
