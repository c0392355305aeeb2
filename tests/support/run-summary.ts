import { z } from 'zod'

/** What the benchmarks and tests read of `--json`, parsed rather than believed. */
export const runSummary = z.object({
  schema: z.literal('loadgale.summary/1'),
  run: z.object({ id: z.string(), status: z.string(), durationMs: z.number() }),
  totals: z.object({
    started: z.number(),
    completed: z.number(),
    failed: z.number(),
    timedOut: z.number(),
    inFlight: z.number()
  }),
  rates: z.object({ requestsPerSecond: z.number() }),
  generator: z.object({ peakResidentBytes: z.number() })
})
