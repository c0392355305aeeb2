import { z } from 'zod'
import { CAPACITY_SCHEMA, type CapacityResult } from '../../shared/capacity/capacity.ts'
import { environment, latency } from './run-documents.ts'
import { StoreError } from './store-error.ts'

/** The result of a search as the history keeps it, checked when it is read, as the documents of runs are. */

const count = z.number().min(0)
const figure = z.number().nullable()
const objective = { metric: z.string(), expression: z.string() }

const conclusion = z.object({
  kind: z.enum(['found', 'at-least', 'below', 'unknown']),
  limit: z.enum(['objective', 'service', 'generator', 'no-samples', 'max-rate', 'stopped', 'steps', 'none']),
  rate: figure,
  achievedRate: figure,
  requestsPerSecond: figure,
  nextRate: figure,
  metConfidence: figure,
  missedConfidence: figure,
  words: z.string()
})

const step = z.object({
  position: count,
  rate: count,
  attempt: count,
  startedAt: z.string(),
  measuredSeconds: count,
  planned: count,
  completed: count,
  dropped: count,
  achievedRate: count,
  requestsPerSecond: count,
  failedShare: count,
  response: latency,
  service: latency,
  objectives: z.array(
    z.object({
      ...objective,
      result: z.enum(['passed', 'failed', 'no-data']),
      actual: figure,
      limit: z.number(),
      evidence: z
        .object({ samples: count, misses: count, allowedShare: z.number(), designEffect: count })
        .nullable()
    })
  ),
  verdict: z.enum(['met', 'missed', 'overloaded', 'unsteady', 'generator', 'no-samples', 'stopped']),
  reason: z.string(),
  generator: z.object({
    suspectSeconds: count,
    saturatedSeconds: count,
    startLagP99Ms: figure,
    laneBusyPercent: count
  }),
  runId: z.string().nullable()
})

const result = z.object({
  schema: z.literal(CAPACITY_SCHEMA),
  search: z.object({
    id: z.string(),
    name: z.string(),
    startedAt: z.string(),
    durationMs: count,
    status: z.enum(['running', 'finished', 'stopped', 'failed']),
    target: z.string().nullable(),
    tags: z.record(z.string(), z.string()),
    lanes: count,
    environment,
    notes: z.array(z.string())
  }),
  settings: z.object({
    startRate: count,
    minRate: count,
    maxRate: count,
    growth: count,
    precision: count,
    stepSeconds: count,
    maxStepSeconds: count,
    warmUpSeconds: count
  }),
  objectives: z.array(z.object(objective)),
  conclusion,
  steps: z.array(step)
}) satisfies z.ZodType<CapacityResult>

/** @throws StoreError RUN_DATA_BROKEN */
export function readCapacityResult(id: string, json: string): CapacityResult {
  let problem: string
  try {
    const parsed = result.safeParse(JSON.parse(json))
    if (parsed.success) return parsed.data
    const issue = parsed.error.issues[0]
    problem = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`
  } catch (error) {
    problem = error instanceof Error ? error.message : String(error)
  }
  throw new StoreError('RUN_DATA_BROKEN', `the capacity search ${id} cannot be read: ${problem}`)
}
