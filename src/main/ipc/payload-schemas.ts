import { z } from 'zod'
import { capacityPayloads } from './capacity-payloads.ts'
import { dialPayloads } from './dial-payloads.ts'
import { MAX_PLAN_BYTES } from '../plan/index.ts'
import { MOST_RUNS_AT_ONCE } from '../../shared/history.ts'
import type { InvokeChannel, InvokeRequest } from '../../shared/ipc-contract.ts'

const nothing = z.null()
const runId = z.string().regex(/^[0-9a-z]{6,32}$/i)
const runIds = z.array(runId).max(MOST_RUNS_AT_ONCE)
const document = z.unknown().transform((value): unknown => value ?? null)
const tags = z.record(z.string().min(1).max(100), z.string().max(1000))

type Schemas = { readonly [C in InvokeChannel]: z.ZodType<InvokeRequest<C>> }

/** What the main process accepts from the renderer; anything else is answered with `bad_request`. */
export const payloadSchemas: Schemas = {
  'app.info': nothing,
  'app.settings.read': nothing,
  'app.settings.write': z.strictObject({
    theme: z.enum(['system', 'light', 'dark']).exactOptional(),
    draftDocument: z.unknown().exactOptional()
  }),
  'plan.validate': z.strictObject({ document }),
  'plan.read': z.strictObject({
    text: z.string().max(MAX_PLAN_BYTES),
    places: z.array(z.string().max(10_000)).max(1000)
  }),
  'plan.sendOnce': z.strictObject({
    document,
    scenario: z.string().max(1000),
    step: z.int().min(0).max(100_000)
  }),
  'plan.open': nothing,
  'plan.save': z.strictObject({ document, suggestedPath: z.string().max(4096) }),
  'hosts.allow': z.strictObject({ host: z.string().min(1).max(253) }),
  'hosts.forget': nothing,
  'run.start': z.strictObject({ document }),
  'run.stop': z.strictObject({ runId, immediately: z.boolean() }),
  'run.current': nothing,
  'history.list': z.strictObject({
    search: z.string().max(1000),
    status: z.enum(['running', 'finished', 'stopped', 'aborted', 'crashed']).nullable(),
    limit: z.int().min(1).max(500),
    cursor: z.string().max(200).nullable()
  }),
  'history.detail': z.strictObject({ runId }),
  'history.series': z.strictObject({ runId, slot: z.int().min(-1).max(10_000) }),
  'history.annotate': z.strictObject({
    runId,
    note: z.string().max(10_000).exactOptional(),
    tags: tags.exactOptional(),
    baseline: z.boolean().exactOptional()
  }),
  'history.delete': z.strictObject({ runIds }),
  'history.restore': z.strictObject({ runIds }),
  'compare.runs': z.strictObject({ baseId: runId, otherId: runId }),
  'compare.shift': z.strictObject({
    baseId: runId,
    otherId: runId,
    requestName: z.string().max(5000).nullable()
  }),
  'export.save': z.strictObject({
    runId,
    format: z.enum(['json', 'csv-series', 'csv-summary', 'hlog', 'hgrm', 'plan'])
  }),
  ...capacityPayloads,
  ...dialPayloads,
  'machine.preflight': z.strictObject({ document }),
  'machine.calibration': nothing,
  'machine.calibrate': nothing,
  'target.start': nothing,
  'target.stop': nothing,
  'target.status': nothing
}
