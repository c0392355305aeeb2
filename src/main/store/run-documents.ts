import { z } from 'zod'
import { LIMITER_FIGURES, LIMITER_PHASES, LIMITERS } from '../../shared/metrics/limiter.ts'
import type { LimiterFigure, LimiterUnit, LimiterVerdict } from '../../shared/metrics/limiter.ts'
import { SUMMARY_SCHEMA } from '../../shared/metrics/summary.ts'
import type { RunEnvironment, RunSummary } from '../../shared/metrics/summary.ts'
import type { DialEvent } from '../../shared/plan/dial.ts'
import type { DialRecord } from '../../shared/plan/dial-record.ts'
import type { Plan } from '../../shared/plan/plan.ts'
import { StoreError } from './store-error.ts'

/** The JSON columns of a run, checked when they are read: a run of years ago, or one that was tampered with, is
 * refused by name instead of failing somewhere in a page. */

const count = z.number().min(0)
/** JSON writes NaN as null. */
const ratio = z
  .number()
  .nullable()
  .transform((value) => value ?? NaN)
const counts = z.record(z.string(), count)
const figure = z.number().nullable()

export const latency = z.object({
  count,
  min: figure,
  mean: figure,
  max: figure,
  p50: figure,
  p75: figure,
  p90: figure,
  p95: figure,
  p99: figure,
  p999: figure
})

const latencies = z.object({
  response: latency,
  responseOk: latency,
  service: latency,
  startLag: latency,
  setup: latency,
  waiting: latency,
  receiving: latency
})

const totals = z.object({
  started: count,
  completed: count,
  failed: count,
  timedOut: count,
  inFlight: count,
  retried: count,
  httpFailed: count,
  bytesSent: count,
  bytesReceived: count
})

const request = z.object({
  totals,
  requestsPerSecond: ratio,
  failed: figure.exactOptional(),
  latency: latencies,
  statusCodes: counts,
  errors: counts
})

export const environment = z.object({
  loadgale: z.string(),
  runtime: z.string(),
  os: z.string(),
  host: z.string(),
  cpu: z.string(),
  cores: count,
  gitCommit: z.string().nullable(),
  targetAddresses: z.array(z.string())
}) satisfies z.ZodType<RunEnvironment>

const limiterFigures = Object.keys(LIMITER_FIGURES).filter(
  (name): name is LimiterFigure => name in LIMITER_FIGURES
)
const limiterUnits: readonly LimiterUnit[] = Object.values(LIMITER_FIGURES)

const limiter = z.object({
  limiter: z.enum(LIMITERS),
  phase: z.enum(LIMITER_PHASES).nullable(),
  figure: z.enum(limiterFigures),
  value: z.number(),
  unit: z.enum(limiterUnits),
  text: z.string()
}) satisfies z.ZodType<LimiterVerdict>

const atMs = z.number().min(0)

const dial = z.object({
  events: z.array(
    z.discriminatedUnion('action', [
      z.object({ action: z.literal('set'), atMs, scenario: z.string(), value: count }),
      z.object({ action: z.literal('pause'), atMs }),
      z.object({ action: z.literal('resume'), atMs })
    ]) satisfies z.ZodType<DialEvent>
  ),
  stages: z.array(
    z.object({
      scenario: z.string(),
      startTimeMs: count,
      start: count,
      stages: z.array(z.object({ durationMs: count, target: count }))
    })
  )
}) satisfies z.ZodType<DialRecord>

/** What later versions added has a default: a run of an earlier one does not know it. */
const summary = z.object({
  schema: z.literal(SUMMARY_SCHEMA),
  run: z.object({
    id: z.string(),
    name: z.string(),
    startedAt: z.string(),
    durationMs: count,
    status: z.enum(['running', 'finished', 'stopped', 'aborted', 'crashed']),
    target: z.string().nullable(),
    tags: z.record(z.string(), z.string()),
    note: z.string(),
    environment
  }),
  verdict: z.enum(['passed', 'failed', 'none']),
  dial: dial.nullable().default(null),
  iterations: z.object({
    planned: count,
    started: count,
    completed: count,
    interrupted: count,
    dropped: count,
    notStarted: count
  }),
  totals,
  rates: z.object({
    requestsPerSecond: ratio,
    iterationsPerSecond: ratio,
    plannedIterationsPerSecond: figure,
    reachedOfPlanned: figure.default(null),
    bytesReceivedPerSecond: ratio,
    bytesSentPerSecond: ratio,
    failed: ratio
  }),
  latency: latencies,
  requests: z.record(
    z.string(),
    request.extend({ byScenario: z.record(z.string(), request).exactOptional() })
  ),
  statusCodes: counts,
  errors: counts,
  unexpectedData: figure.default(null),
  checks: z.array(z.object({ scenario: z.string(), name: z.string(), passed: count, failed: count })),
  thresholds: z.array(
    z.object({
      metric: z.string(),
      expression: z.string(),
      result: z.enum(['passed', 'failed', 'no-data']),
      actual: figure,
      limit: z.number(),
      failingSinceSecond: figure,
      abortedRun: z.boolean(),
      evidence: z.object({ samples: count, misses: count, allowedShare: z.number() }).exactOptional()
    })
  ),
  conservation: z.object({ balanced: z.boolean(), problems: z.array(z.string()) }),
  generator: z.object({
    suspectSeconds: count,
    saturatedSeconds: count,
    state: z.enum(['clean', 'suspect', 'saturated']).nullable().default(null),
    limiter: limiter.nullable().default(null),
    maxLoopDelayMs: ratio,
    laneBusyPercent: ratio,
    cpuPercent: ratio,
    cpuMicrosecondsPerRequest: figure,
    machineCpuPercent: figure.default(null),
    stealPercent: figure.default(null),
    peakResidentBytes: count,
    peakDescriptors: figure.default(null),
    descriptorLimit: figure.default(null),
    peakLocalPorts: figure.default(null),
    localPortLimit: figure.default(null),
    lanes: count,
    targetOnSameMachine: z.boolean()
  })
}) satisfies z.ZodType<RunSummary>

const filed = z.looseObject({ scenario: z.int().min(0), name: z.string() })

/** What every reader of a saved plan relies on. The rest was validated when the run was started. */
const planOutline = z.looseObject({
  version: z.literal(1),
  name: z.string(),
  target: z.string().nullable(),
  scenarios: z.array(
    z.looseObject({
      name: z.string(),
      executor: z.looseObject({ kind: z.string() }),
      flow: z.array(z.looseObject({ kind: z.enum(['request', 'think']) }))
    })
  ),
  thresholds: z.array(z.looseObject({ metricText: z.string(), expression: z.string() })),
  slots: z.looseObject({ requests: z.array(filed), checks: z.array(filed) })
})

const plan = z.custom<Plan>((value) => planOutline.safeParse(value).success, 'not a plan')

export function readSummary(runId: string, json: string): RunSummary {
  return read(runId, 'summary', json, summary)
}

export function readEnvironment(runId: string, json: string): RunEnvironment {
  return read(runId, 'environment', json, environment)
}

export function readPlan(runId: string, json: string): Plan {
  return read(runId, 'plan', json, plan)
}

export function readDocument(runId: string, json: string): unknown {
  return read(runId, 'document', json, z.unknown())
}

function read<T>(runId: string, what: string, json: string, schema: z.ZodType<T>): T {
  let problem: string
  try {
    const result = schema.safeParse(JSON.parse(json))
    if (result.success) return result.data
    const issue = result.error.issues[0]
    problem = `${issue?.path.join('.') || what}: ${issue?.message ?? 'invalid'}`
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error)
  }
  throw new StoreError('RUN_DATA_BROKEN', `the ${what} of run ${runId} cannot be read: ${problem}`)
}
