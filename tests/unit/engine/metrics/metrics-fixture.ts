import fc from 'fast-check'
import {
  FrameBufferPool,
  LaneMetrics,
  noGauges,
  RequestRecord,
  RunAccumulator,
  SecondMerger
} from '../../../../src/main/engine/metrics/index.ts'
import type { ClosedSecond, LaneGauges } from '../../../../src/main/engine/metrics/index.ts'
import { requestErrorNumber } from '../../../../src/shared/error-codes.ts'
import { Outcome } from '../../../../src/shared/metrics/outcome.ts'
import { SERIES_FIELDS, seriesFieldIndex } from '../../../../src/shared/metrics/series.ts'
import type { SecondUpdate, SeriesField } from '../../../../src/shared/metrics/series.ts'
import { DEFAULT_NETWORK } from '../../../../src/shared/network-settings.ts'
import type { ExecutorPlan, Plan, ThresholdPlan } from '../../../../src/shared/plan/plan.ts'

export const OPEN: ExecutorPlan = {
  kind: 'constant-arrival-rate',
  rate: 10,
  timeUnitMs: 1000,
  durationMs: 10_000,
  preAllocatedVUs: 1,
  maxVUs: 10
}
export const CLOSED: ExecutorPlan = { kind: 'constant-vus', vus: 2, durationMs: 10_000 }

/** Scenario 0 is open, 1 closed; the name `list` is a slot of both. */
export const LIST = 0
export const ITEM = 1
export const CLOSED_LIST = 2

interface PlanOptions {
  readonly warmUpMs?: number
  readonly thresholds?: readonly ThresholdPlan[]
  readonly executors?: readonly ExecutorPlan[]
}

export function planWith(options: PlanOptions = {}): Plan {
  const executors = options.executors ?? [OPEN, CLOSED]
  return {
    version: 1,
    name: 'fixture',
    target: 'http://127.0.0.1',
    variables: {},
    tags: {},
    scenarios: executors.map((executor, index) => ({
      name: ['browse', 'search'][index] ?? `scenario ${index}`,
      executor,
      startTimeMs: 0,
      gracefulStopMs: 0,
      flow: []
    })),
    thresholds: options.thresholds ?? [],
    cookies: 'reset',
    network: DEFAULT_NETWORK,
    warmUpMs: options.warmUpMs ?? 0,
    slots: {
      requests: [
        { scenario: 0, name: 'list' },
        { scenario: 0, name: 'item' },
        { scenario: executors.length - 1, name: 'list' }
      ],
      checks: [
        { scenario: 0, name: 'status is 200' },
        { scenario: executors.length - 1, name: 'has items' }
      ]
    }
  }
}

export interface RequestShape {
  readonly slot?: number
  readonly intendedMs?: number
  readonly lagMs?: number
  readonly setupMs?: number
  readonly sendingMs?: number
  readonly waitingMs?: number
  readonly receivingMs?: number
  readonly outcome?: Outcome
  readonly retries?: number
}

/** A request whose moments lie the given durations apart. */
export function recordOf(shape: RequestShape): RequestRecord {
  const record = new RequestRecord()
  record.slot = shape.slot ?? LIST
  record.intendedMs = shape.intendedMs ?? 0
  record.dispatchMs = record.intendedMs + (shape.lagMs ?? 0)
  record.readyMs = record.dispatchMs + (shape.setupMs ?? 0)
  record.sentMs = record.readyMs + (shape.sendingMs ?? 0)
  record.firstByteMs = record.sentMs + (shape.waitingMs ?? 0)
  record.endMs = record.firstByteMs + (shape.receivingMs ?? 0)
  record.outcome = shape.outcome ?? Outcome.ok
  record.retries = shape.retries ?? 0
  record.bytesSent = 100
  record.bytesReceived = 1000
  if (record.outcome === Outcome.ok) record.status = 200
  if (record.outcome === Outcome.httpError) record.status = 503
  if (record.outcome === Outcome.timeout) record.error = requestErrorNumber('response_timeout')
  if (record.outcome === Outcome.transportError) record.error = requestErrorNumber('connect_refused')
  return record
}

export function runRequest(lane: LaneMetrics, shape: RequestShape): void {
  const record = recordOf(shape)
  lane.requestDispatched(record)
  lane.requestEnded(record)
}

/** One thing that happens on a lane. */
export type LaneEvent = (lane: LaneMetrics) => void

const duration = fc.oneof(
  fc.double({ min: 0, max: 30, noNaN: true }),
  fc.double({ min: 0, max: 9000, noNaN: true })
)
const moment = fc.double({ min: 0, max: 9999, noNaN: true })

/** A request that is dispatched and ends, in any way. */
const requestEvent: fc.Arbitrary<LaneEvent> = fc
  .record({
    slot: fc.constantFrom(LIST, ITEM, CLOSED_LIST),
    intendedMs: moment,
    lagMs: duration,
    setupMs: duration,
    sendingMs: duration,
    waitingMs: duration,
    receivingMs: duration,
    outcome: fc.constantFrom(...Object.values(Outcome)),
    retries: fc.constantFrom(0, 0, 1)
  })
  .map((shape) => (lane: LaneMetrics) => runRequest(lane, shape))

/** An iteration that comes to exactly one end; those of the open scenario are planned first. */
const iterationEvent: fc.Arbitrary<LaneEvent> = fc
  .record({
    scenario: fc.constantFrom(0, 1),
    atMs: moment,
    end: fc.constantFrom('completed' as const, 'interrupted' as const, 'dropped' as const)
  })
  .map(({ scenario, atMs, end }) => (lane: LaneMetrics) => {
    if (scenario === 0) lane.planned(scenario, atMs)
    if (scenario === 0 && end === 'dropped') return lane.dropped(scenario, atMs)
    lane.started(scenario, atMs)
    lane[end === 'dropped' ? 'completed' : end](scenario, atMs + 500)
  })

const checkEvent: fc.Arbitrary<LaneEvent> = fc
  .record({ slot: fc.constantFrom(0, 1), passed: fc.boolean(), atMs: moment })
  .map(
    ({ slot, passed, atMs }) =>
      (lane: LaneMetrics) =>
        lane.checkEnded(slot, passed, atMs)
  )

export const laneEvent: fc.Arbitrary<LaneEvent> = fc.oneof(
  { arbitrary: requestEvent, weight: 6 },
  { arbitrary: iterationEvent, weight: 2 },
  { arbitrary: checkEvent, weight: 1 }
)

const PROCESS = {
  ...{ processCpu: 0.25, residentBytes: 1000, machineCpu: 0.5, steal: 0.01 },
  ...{ openDescriptors: 30, timeWaitPorts: 3 }
}

/** Lanes and a recorder without threads between them. */
export class Bench {
  readonly accumulator: RunAccumulator
  readonly lanes: readonly LaneMetrics[]
  readonly merger: SecondMerger
  readonly buffers = new FrameBufferPool()
  /** As the store would hold them: the last word for each second. */
  readonly rows = new Map<number, SecondUpdate>()
  readonly corrected: number[] = []

  constructor(plan: Plan, lanes = 1) {
    this.accumulator = new RunAccumulator(plan)
    this.merger = new SecondMerger(plan, lanes, this.accumulator)
    this.lanes = Array.from(
      { length: lanes },
      (_, lane) => new LaneMetrics({ lane, tables: plan.slots, scenarioCount: plan.scenarios.length })
    )
  }

  get lane(): LaneMetrics {
    return this.lanes[0]!
  }

  /** Takes a lane's frames at the given time to the recorder and the buffers back. */
  tick(lane: number, closedBeforeMs: number, options: { last?: boolean; gauges?: LaneGauges } = {}): void {
    const take = { closedBeforeMs, gauges: options.gauges ?? noGauges(), last: options.last ?? false }
    for (const frame of this.lanes[lane]!.takeFrames(take, (minBytes) => this.buffers.obtain(minBytes))) {
      this.merger.addFrame(frame)
      this.buffers.putBack(frame)
    }
  }

  tickAll(closedBeforeMs: number, last = false): void {
    for (const lane of this.lanes.keys()) this.tick(lane, closedBeforeMs, { last })
  }

  /** Closes what can be closed. */
  close(visit: (closed: ClosedSecond) => void = () => undefined): SecondUpdate[] {
    const updates: SecondUpdate[] = []
    for (;;) {
      const closed = this.merger.closeNext(PROCESS)
      if (closed === null) return updates
      visit(closed)
      updates.push(closed.update)
      this.rows.set(closed.update.run.second, closed.update)
      if (closed.corrected) this.corrected.push(closed.update.run.second)
    }
  }
}

/** One field of a slot's row; undefined where the slot has no row. */
export function fieldOf(
  update: SecondUpdate | undefined,
  slot: number,
  field: SeriesField
): number | undefined {
  const row = update?.slots.indexOf(slot) ?? -1
  return row < 0 ? undefined : update?.values[row * SERIES_FIELDS.length + seriesFieldIndex(field)]
}
