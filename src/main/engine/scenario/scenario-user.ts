import { requestErrorNumber, type RequestErrorCode } from '../../../shared/error-codes.ts'
import { Outcome } from '../../../shared/metrics/outcome.ts'
import { statusIsExpected } from '../../../shared/plan/status-ranges.ts'
import { Exchange, isRedirectStatus, type ResponseCapture } from '../http/index.ts'
import type { IterationSource, VirtualUser } from '../load/index.ts'
import { sleep, type Coroutine } from '../scheduler/index.ts'
import type { CompiledRequestStep, CompiledScenario, RequestSession } from './compiled-scenario.ts'
import { backOffMs, failedAtOnce } from './failure-back-off.ts'
import { IterationValues } from './iteration-values.ts'
import type { MadeRequest } from './made-request.ts'
import { redirectedRequest } from './redirect.ts'
import { ResponseReader } from './response-reader.ts'
import { UserCookies } from './user-cookies.ts'
import { UserDigests } from './user-digests.ts'

const INVALID_REQUEST = requestErrorNumber('invalid_request')
const INVALID_REDIRECT = requestErrorNumber('invalid_redirect')
const TOO_MANY_REDIRECTS = requestErrorNumber('too_many_redirects')

/**
 * Runs the flow of a scenario, one iteration after the other, with one exchange that it uses again for every request.
 *
 * Always holds: each request is reported once as dispatched and once as ended, also when the iteration is cancelled
 * while it is in flight. A failed request does not end the iteration, as in k6. Each hop of a redirect is a request of
 * its own, and so is each that a digest challenge answers, intended for the end of the one before; checks and
 * extractions see the last response alone.
 */
export class ScenarioUser implements VirtualUser {
  readonly #scenario: CompiledScenario
  readonly #session: RequestSession
  readonly #exchange = new Exchange()
  readonly #values: IterationValues
  readonly #response = new ResponseReader()
  /** Null where cookies are off, and as long as no response that was kept may have set one. */
  #cookies: UserCookies | null = null
  /** Null where no step authenticates by digest. */
  readonly #digests: UserDigests | null
  /** What is to be sent next, then what is under way; null once the step's last response is there. */
  #request: MadeRequest | null = null
  /** Followed so far in this step. */
  #redirects = 0
  /** Requests that failed at once, one after the other, up to the last one. */
  #failuresInRow = 0

  constructor(scenario: CompiledScenario, globalId: number) {
    this.#scenario = scenario
    this.#session = scenario.client.openSession()
    this.#values = new IterationValues(scenario.variables, globalId)
    this.#digests = scenario.hasDigests ? new UserDigests() : null
  }

  *iterations(source: IterationSource): Coroutine<void> {
    const scenario = this.#scenario
    const { steps, loop } = scenario
    const exchange = this.#exchange
    const record = exchange.record
    while (source.begin()) {
      record.intendedMs = source.intendedMs
      this.#values.beginIteration()
      if (scenario.cookies === 'reset') this.#cookies?.clear()
      for (let index = 0; index < steps.length; index++) {
        const step = steps[index]
        if (step === undefined) continue
        if (step.kind === 'think') {
          yield* sleep(step.durationMs)
          record.intendedMs += step.durationMs
          continue
        }
        this.#request = this.#makeRequest(step)
        this.#redirects = 0
        this.#digests?.begin()
        do {
          record.slot = step.slot
          record.dispatchMs = loop.nowMs()
          scenario.metrics.requestDispatched(record)
          if (this.#request === null) {
            this.#failAtOnce(step)
            // An iteration that never waits must not hold the loop.
            yield* sleep(0)
          } else {
            this.#arm(step, this.#request)
            try {
              yield* this.#session.perform(exchange, record.dispatchMs)
            } finally {
              this.#settle(step)
            }
            if (this.#request === null) this.#read(step)
          }
          record.intendedMs = record.endMs
          if (this.#cookies !== null && this.#cookies.hasTaken) {
            yield* this.#cookies.keep()
            // Ours, too, and for the first cookie of a lane some milliseconds.
            record.intendedMs = loop.nowMs()
          }
        } while (this.#request !== null)
        const pauseMs = scenario.isOpen ? 0 : this.#pauseMs()
        if (pauseMs > 0) {
          yield* sleep(pauseMs)
          // The pause is ours and no lateness of the next request.
          record.intendedMs = loop.nowMs()
        }
      }
      if (scenario.closesBetween) this.#session.closeIdle()
      // An iteration without a request never waits by itself, and a closed model starts the next one at once.
      if (source.end(scenario.endsWithRequest ? record.intendedMs : loop.nowMs()) || !scenario.hasRequests)
        yield* sleep(0)
    }
  }

  close(): void {
    this.#session.close()
  }

  /** How long a virtual user of a closed model pauses after the request that has just ended. */
  #pauseMs(): number {
    this.#failuresInRow = failedAtOnce(this.#exchange.record) ? this.#failuresInRow + 1 : 0
    return backOffMs(this.#failuresInRow)
  }

  /** Null when there can be none; the reason is kept for the sample. */
  #makeRequest(step: CompiledRequestStep): MadeRequest | null {
    try {
      return step.maker.make(this.#values)
    } catch (error) {
      this.#reason = error instanceof Error ? error.message : String(error)
      return null
    }
  }

  #reason = ''

  #arm(step: CompiledRequestStep, request: MadeRequest): void {
    const exchange = this.#exchange
    const withCookies = this.#cookies?.addTo(request) ?? request
    exchange.request = this.#digests?.addTo(withCookies) ?? withCookies
    exchange.settings = step.settings
  }

  /** Runs also when the iteration is being cancelled: an interrupted request is reported as well. */
  #settle(step: CompiledRequestStep): void {
    const { record, response } = this.#exchange
    const request = this.#request
    this.#request = null
    if (response !== null) {
      this.#response.begin(record, response)
      if (request !== null && record.outcome === Outcome.ok) {
        this.#takeCookies(request, response)
        this.#digests?.takeNextNonce(request, response)
      }
    }
    if (record.outcome === Outcome.ok && !this.#goesOn(step, request)) this.#judge(step)
    this.#scenario.metrics.requestEnded(record)
  }

  #takeCookies(request: MadeRequest, response: ResponseCapture): void {
    if (this.#scenario.cookies === 'off') return
    this.#cookies ??= new UserCookies()
    this.#cookies.take(request, response)
  }

  /** Whether the response is not the step's: a challenge that is answered, or a redirect that is followed. */
  #goesOn(step: CompiledRequestStep, request: MadeRequest | null): boolean {
    if (request === null) return false
    const { record, response } = this.#exchange
    if (this.#digests?.takeChallenge(request, record.status, response) !== true) {
      return isRedirectStatus(record.status) && this.#follow(step, request)
    }
    this.#request = request
    return true
  }

  /**
   * An unexpected status says more than a body into which nobody can look: one that cannot be unpacked, or of which only
   * the start was kept, so that no check could be believed.
   */
  #judge(step: CompiledRequestStep): void {
    const { record, response } = this.#exchange
    let unreadable: RequestErrorCode | null = null
    if (step.settings.captureBody && response !== null) {
      unreadable = response.bodyCut ? 'body_too_large_to_check' : this.#response.decode()
    }
    if (!statusIsExpected(record.status, step.expectStatus)) record.outcome = Outcome.httpError
    else if (unreadable !== null) this.#failResponse(requestErrorNumber(unreadable))
  }

  /**
   * Makes the request of the next hop, or fails this one where there can be none; in both cases it is not the step's
   * response. False where it is: redirects are off, or it does not say where to.
   */
  #follow(step: CompiledRequestStep, request: MadeRequest): boolean {
    const { record, response } = this.#exchange
    const location = step.redirects === 0 ? undefined : response?.headerValue('location')
    if (location === undefined || location === '') return false
    if (++this.#redirects > step.redirects) {
      this.#failResponse(TOO_MANY_REDIRECTS)
      return true
    }
    try {
      const { client } = this.#scenario
      this.#request = redirectedRequest(request, record.status, location, (parts) =>
        client.origin(parts, step.unixSocket)
      )
      this.#digests?.begin()
    } catch {
      this.#failResponse(INVALID_REDIRECT)
    }
    return true
  }

  /** The response came whole and is of no use all the same. */
  #failResponse(error: number): void {
    const { record } = this.#exchange
    record.outcome = Outcome.transportError
    record.error = error
  }

  #failAtOnce(step: CompiledRequestStep): void {
    const { record } = this.#exchange
    const nowMs = record.dispatchMs
    record.readyMs = nowMs
    record.sentMs = nowMs
    record.firstByteMs = nowMs
    record.endMs = nowMs
    record.dnsMs = 0
    record.connectMs = 0
    record.tlsMs = 0
    record.outcome = Outcome.transportError
    record.status = 0
    record.error = INVALID_REQUEST
    record.bytesSent = 0
    record.bytesReceived = 0
    record.retries = 0
    this.#scenario.metrics.requestEnded(record)
    this.#scenario.sampler?.failed(record, null, this.#reason)
    this.#failChecks(step)
  }

  #read(step: CompiledRequestStep): void {
    const { record, response } = this.#exchange
    const { metrics, sampler } = this.#scenario
    const isJudged = step.checks.length > 0 || step.extractions.length > 0
    if (record.outcome === Outcome.ok && !isJudged) return
    // Of one that was kept the reader knows since its end.
    if (response === null) this.#response.begin(record, null)
    if (record.outcome !== Outcome.ok) sampler?.failed(record, this.#response, '')
    if (!isJudged) return
    if (record.outcome !== Outcome.ok && record.outcome !== Outcome.httpError) {
      this.#failChecks(step)
      return
    }
    for (const extraction of step.extractions) {
      const value = extraction.read(this.#response)
      if (value === null) this.#values.reset(extraction.variable)
      else this.#values.set(extraction.variable, value)
    }
    for (const check of step.checks) {
      metrics.checkEnded(check.slot, check.holds(this.#response), record.endMs)
    }
  }

  /** Without a whole response no check holds and nothing can be extracted. */
  #failChecks(step: CompiledRequestStep): void {
    const { record } = this.#exchange
    for (const extraction of step.extractions) this.#values.reset(extraction.variable)
    for (const check of step.checks) this.#scenario.metrics.checkEnded(check.slot, false, record.endMs)
  }
}
