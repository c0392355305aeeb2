import { requestErrorNumber } from '../../../shared/error-codes.ts'
import { Outcome } from '../../../shared/metrics/outcome.ts'
import { statusIsExpected } from '../../../shared/plan/status-ranges.ts'
import { Exchange, type PreparedRequest } from '../http/index.ts'
import type { IterationSource, VirtualUser } from '../load/index.ts'
import { sleep, type Coroutine } from '../scheduler/index.ts'
import type { CompiledRequestStep, CompiledScenario, RequestSession } from './compiled-scenario.ts'
import { FailureBackOff } from './failure-back-off.ts'
import { IterationValues } from './iteration-values.ts'
import { ResponseReader } from './response-reader.ts'

const INVALID_REQUEST = requestErrorNumber('invalid_request')

/**
 * Runs the flow of a scenario, one iteration after the other, with one exchange that it uses again for every request.
 *
 * Always holds: each request is reported once as dispatched and once as ended, also when the iteration is cancelled
 * while it is in flight. A failed request does not end the iteration, as in k6.
 */
export class ScenarioUser implements VirtualUser {
  readonly #scenario: CompiledScenario
  readonly #session: RequestSession
  readonly #exchange = new Exchange()
  readonly #values: IterationValues
  readonly #response = new ResponseReader()
  readonly #backOff: FailureBackOff | null

  constructor(scenario: CompiledScenario, globalId: number) {
    this.#scenario = scenario
    this.#session = scenario.client.openSession()
    this.#values = new IterationValues(scenario.variables, globalId)
    this.#backOff = scenario.isOpen ? null : new FailureBackOff()
  }

  *iterations(source: IterationSource): Coroutine<void> {
    const { steps, loop, metrics, hasRequests } = this.#scenario
    const exchange = this.#exchange
    const record = exchange.record
    for (let intendedMs = source.begin(); !Number.isNaN(intendedMs); intendedMs = source.begin()) {
      this.#values.beginIteration()
      for (let index = 0; index < steps.length; index++) {
        const step = steps[index]
        if (step === undefined) continue
        if (step.kind === 'think') {
          yield* sleep(step.durationMs)
          intendedMs += step.durationMs
          continue
        }
        const request = this.#makeRequest(step)
        record.slot = step.slot
        record.intendedMs = intendedMs
        record.dispatchMs = loop.nowMs()
        metrics.requestDispatched(record)
        if (request === null) {
          this.#failAtOnce(step)
          // An iteration that never waits must not hold the loop.
          yield* sleep(0)
        } else {
          this.#arm(step, request)
          try {
            yield* this.#session.perform(exchange, record.dispatchMs)
          } finally {
            this.#settle(step)
          }
          this.#read(step)
        }
        intendedMs = record.endMs
        const pauseMs = this.#backOff?.pauseMs(record) ?? 0
        if (pauseMs > 0) {
          yield* sleep(pauseMs)
          // The pause is ours and no lateness of the next request.
          intendedMs = loop.nowMs()
        }
      }
      // An iteration without a request never waits by itself, and a closed model starts the next one at once.
      if (source.end() || !hasRequests) yield* sleep(0)
    }
  }

  close(): void {
    this.#session.close()
  }

  /** Null when there can be none; the reason is kept for the sample. */
  #makeRequest(step: CompiledRequestStep): PreparedRequest | null {
    try {
      return step.maker.make(this.#values)
    } catch (error) {
      this.#reason = error instanceof Error ? error.message : String(error)
      return null
    }
  }

  #reason = ''

  #arm(step: CompiledRequestStep, request: PreparedRequest): void {
    const exchange = this.#exchange
    exchange.request = request
    exchange.totalTimeoutMs = step.totalTimeoutMs
    exchange.connectTimeoutMs = step.connectTimeoutMs
    exchange.firstByteTimeoutMs = step.firstByteTimeoutMs
    exchange.captureHead = step.needsHead
    exchange.captureBody = step.needsBody
  }

  /** Runs also when the iteration is being cancelled: an interrupted request is reported as well. */
  #settle(step: CompiledRequestStep): void {
    const { record } = this.#exchange
    if (record.outcome === Outcome.ok && !statusIsExpected(record.status, step.expectStatus)) {
      record.outcome = Outcome.httpError
    }
    this.#scenario.metrics.requestEnded(record)
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
    if (record.outcome !== Outcome.ok) {
      this.#response.begin(record, response)
      sampler?.failed(record, this.#response, '')
    }
    if (step.checks.length === 0 && step.extractions.length === 0) return
    if (record.outcome !== Outcome.ok && record.outcome !== Outcome.httpError) {
      this.#failChecks(step)
      return
    }
    this.#response.begin(record, response)
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
