import { Outcome } from '../../../shared/metrics/outcome.ts'
import type { NameTables } from '../../../shared/plan/plan.ts'
import { encodeFrame, frameSizeBound } from './frame-codec.ts'
import type { LaneGauges } from './lane-gauges.ts'
import { shapeOf } from './metrics-shape.ts'
import type { RequestRecord } from './request-record.ts'
import { ITERATION_COUNT_LENGTH, IterationCount, SecondPool } from './second-metrics.ts'
import type { SecondMetrics } from './second-metrics.ts'
import { HistogramIndex, SlotCount } from './slot-metrics.ts'
import type { SlotMetrics } from './slot-metrics.ts'

export interface LaneMetricsOptions {
  /** 0 to lanes - 1. */
  readonly lane: number
  readonly tables: NameTables
  readonly scenarioCount: number
}

export interface TakeFramesOptions {
  /** Now, on the run's clock: every second that ended by then is taken. */
  readonly closedBeforeMs: number
  /** Of the time since the last call. */
  readonly gauges: LaneGauges
  /** The lane has ended: everything is taken, the unfinished second too, and nothing comes after. */
  readonly last: boolean
}

/** A lane's counts since its start: what the live display shows between two seconds. */
export interface LaneCounters {
  requestsStarted: number
  /** Whole valid responses of any status. */
  requestsCompleted: number
  /** What `http_req_failed` counts: everything but ok. */
  requestsFailed: number
  iterationsCompleted: number
  iterationsDropped: number
}

/**
 * Records what happens on one lane, by second and request slot, and hands it over as frames. It is also the
 * IterationObserver of the load executors. Recording a request allocates nothing in the steady state.
 *
 * A frame is a delta: what it holds is forgotten here, and an entry for a second that was sent before (a start that
 * came late, a drop noticed after a stall) goes out in another frame for that second. Adding up all frames gives every
 * event exactly once.
 *
 * Always holds: `#open` has the seconds with something not yet sent; every second before `#nextSecond` was sent at
 * least once or was empty; `#sent` holds the counters of what was sent.
 */
export class LaneMetrics {
  readonly #lane: number
  readonly #pool: SecondPool
  readonly #open = new Map<number, SecondMetrics>()
  /** The second found last; one that is not open any more has the number -1, which no time has. */
  #recent: SecondMetrics
  readonly #none: SecondMetrics
  #nextSecond = 0
  readonly #sent: LaneCounters = emptyCounters()

  constructor(options: LaneMetricsOptions) {
    this.#lane = options.lane
    this.#pool = new SecondPool(shapeOf(options.tables, options.scenarioCount))
    this.#none = this.#pool.take(-1)
    this.#recent = this.#none
  }

  /** The request was dispatched: counts it as started, and its start lag, under the second of its intended start. */
  requestDispatched(record: RequestRecord): void {
    const slot = this.#secondOf(record.intendedMs).slot(record.slot)
    slot.counts[SlotCount.started]!++
    slot.histograms[HistogramIndex.startLag]!.record(microseconds(record.dispatchMs - record.intendedMs))
  }

  /** The request ended, whatever its outcome: counts everything else under the second of its end. */
  requestEnded(record: RequestRecord): void {
    const slot = this.#secondOf(record.endMs).slot(record.slot)
    const counts = slot.counts
    counts[SlotCount.retried]! += record.retries
    counts[SlotCount.bytesSent]! += record.bytesSent
    counts[SlotCount.bytesReceived]! += record.bytesReceived
    switch (record.outcome) {
      case Outcome.ok:
        counts[SlotCount.ok]!++
        slot.statuses.add(record.status, 1)
        recordOkLatency(slot, record)
        return
      case Outcome.httpError:
        counts[SlotCount.httpErrors]!++
        slot.statuses.add(record.status, 1)
        recordOtherLatency(slot, record)
        return
      case Outcome.timeout:
        counts[SlotCount.timeouts]!++
        slot.errors.add(record.error, 1)
        recordOtherLatency(slot, record)
        return
      case Outcome.transportError:
        counts[SlotCount.transportErrors]!++
        slot.errors.add(record.error, 1)
        return
      case Outcome.interrupted:
        counts[SlotCount.interrupted]!++
    }
  }

  planned(scenario: number, intendedMs: number): void {
    this.#countIteration(scenario, intendedMs, IterationCount.planned)
  }

  started(scenario: number, atMs: number): void {
    this.#countIteration(scenario, atMs, IterationCount.started)
  }

  completed(scenario: number, atMs: number): void {
    this.#countIteration(scenario, atMs, IterationCount.completed)
  }

  interrupted(scenario: number, atMs: number): void {
    this.#countIteration(scenario, atMs, IterationCount.interrupted)
  }

  dropped(scenario: number, intendedMs: number): void {
    this.#countIteration(scenario, intendedMs, IterationCount.dropped)
  }

  /** @param checkSlot index into the plan's table of checks */
  checkEnded(checkSlot: number, passed: boolean, atMs: number): void {
    const checks = this.#secondOf(atMs).checks
    if (!(2 * checkSlot < checks.length)) throw new RangeError(`the plan has no check slot ${checkSlot}`)
    checks[2 * checkSlot + (passed ? 0 : 1)]!++
  }

  /**
   * Encodes what is due into buffers for the recorder, in ascending seconds: first the late entries of seconds that
   * were sent before, then every second that has ended since. The latest of these always has a frame, even when
   * nothing happened, for the gauges and so that the recorder knows how far this lane is.
   *
   * @param obtainBuffer gives a buffer of at least so many bytes: one that came back from the recorder, or a new one
   * @returns empty when no second has ended and nothing is late
   */
  takeFrames(
    options: TakeFramesOptions,
    obtainBuffer: (minBytes: number) => SharedArrayBuffer
  ): SharedArrayBuffer[] {
    const firstNew = this.#nextSecond
    const end = options.last
      ? this.#endOfEverything(options.closedBeforeMs)
      : secondOf(options.closedBeforeMs)
    const newest = Math.max(end, firstNew) - 1
    const due = [...this.#open.keys()].filter((second) => second <= newest).sort((a, b) => a - b)
    if (newest >= firstNew && due.at(-1) !== newest) due.push(newest)
    this.#nextSecond = newest + 1
    return due.map((second) => {
      const header = {
        lane: this.#lane,
        late: second < firstNew,
        last: options.last && second === newest
      }
      return this.#send(second, header, options.gauges, obtainBuffer)
    })
  }

  /** The counts since the start, sent or not. */
  readCounters(): LaneCounters {
    const counters = { ...this.#sent }
    for (const metrics of this.#open.values()) addCounters(counters, metrics)
    return counters
  }

  #send(
    second: number,
    header: { lane: number; late: boolean; last: boolean },
    gauges: LaneGauges,
    obtainBuffer: (minBytes: number) => SharedArrayBuffer
  ): SharedArrayBuffer {
    const metrics = this.#open.get(second) ?? this.#pool.take(second)
    const buffer = obtainBuffer(frameSizeBound(metrics))
    encodeFrame(metrics, header, gauges, buffer)
    addCounters(this.#sent, metrics)
    this.#open.delete(second)
    if (this.#recent === metrics) this.#recent = this.#none
    this.#pool.giveBack(metrics)
    return buffer
  }

  /** At least one second after those already sent, so that the last frame of a lane is never one for a late entry. */
  #endOfEverything(nowMs: number): number {
    return Math.max(
      Math.ceil(nowMs / 1000),
      this.#nextSecond + 1,
      ...[...this.#open.keys()].map((s) => s + 1)
    )
  }

  #countIteration(scenario: number, atMs: number, count: number): void {
    const iterations = this.#secondOf(atMs).iterations
    const index = scenario * ITERATION_COUNT_LENGTH + count
    if (!(index < iterations.length)) throw new RangeError(`the plan has no scenario ${scenario}`)
    iterations[index]!++
  }

  #secondOf(atMs: number): SecondMetrics {
    const second = secondOf(atMs)
    return this.#recent.second === second ? this.#recent : this.#findSecond(second)
  }

  #findSecond(second: number): SecondMetrics {
    let metrics = this.#open.get(second)
    if (metrics === undefined) {
      metrics = this.#pool.take(second)
      this.#open.set(second, metrics)
    }
    this.#recent = metrics
    return metrics
  }
}

function recordOkLatency(slot: SlotMetrics, record: RequestRecord): void {
  const histograms = slot.histograms
  histograms[HistogramIndex.responseOk]!.record(microseconds(record.endMs - record.intendedMs))
  histograms[HistogramIndex.serviceOk]!.record(microseconds(record.endMs - record.readyMs))
  histograms[HistogramIndex.setupOk]!.record(microseconds(record.readyMs - record.dispatchMs))
  histograms[HistogramIndex.waitingOk]!.record(microseconds(record.firstByteMs - record.sentMs))
  histograms[HistogramIndex.receivingOk]!.record(microseconds(record.endMs - record.firstByteMs))
  slot.counts[SlotCount.sendingUs]! += Math.max(0, microseconds(record.sentMs - record.readyMs))
}

function recordOtherLatency(slot: SlotMetrics, record: RequestRecord): void {
  const histograms = slot.histograms
  histograms[HistogramIndex.responseNotOk]!.record(microseconds(record.endMs - record.intendedMs))
  histograms[HistogramIndex.serviceNotOk]!.record(microseconds(record.endMs - record.readyMs))
  histograms[HistogramIndex.setupNotOk]!.record(microseconds(record.readyMs - record.dispatchMs))
  histograms[HistogramIndex.waitingNotOk]!.record(microseconds(record.firstByteMs - record.sentMs))
  histograms[HistogramIndex.receivingNotOk]!.record(microseconds(record.endMs - record.firstByteMs))
  slot.counts[SlotCount.sendingUs]! += Math.max(0, microseconds(record.sentMs - record.readyMs))
}

/** Rounded to the nearest: a whole number is passed on without an object being made of it. */
function microseconds(durationMs: number): number {
  return Math.floor(durationMs * 1000 + 0.5)
}

/** A time before the start of the run belongs to its first second. */
function secondOf(atMs: number): number {
  return atMs < 1000 ? 0 : Math.floor(atMs / 1000)
}

function emptyCounters(): LaneCounters {
  return {
    requestsStarted: 0,
    requestsCompleted: 0,
    requestsFailed: 0,
    iterationsCompleted: 0,
    iterationsDropped: 0
  }
}

function addCounters(into: LaneCounters, metrics: SecondMetrics): void {
  for (const index of metrics.usedSlots) {
    const counts = metrics.slot(index).counts
    into.requestsStarted += counts[SlotCount.started]!
    into.requestsCompleted += counts[SlotCount.ok]! + counts[SlotCount.httpErrors]!
    into.requestsFailed +=
      counts[SlotCount.httpErrors]! + counts[SlotCount.timeouts]! + counts[SlotCount.transportErrors]!
  }
  for (let index = 0; index < metrics.iterations.length; index += ITERATION_COUNT_LENGTH) {
    into.iterationsCompleted += metrics.iterations[index + IterationCount.completed]!
    into.iterationsDropped += metrics.iterations[index + IterationCount.dropped]!
  }
}
