import { z } from 'zod'
import type { DialInvokeContract } from '../../shared/dial-channels.ts'

const runId = z.string().regex(/^[0-9a-z]{6,32}$/i)

type Schemas = { readonly [C in keyof DialInvokeContract]: z.ZodType<DialInvokeContract[C]['request']> }

/** Bounds of the value are the run's to judge: they depend on the executor. */
export const dialPayloads: Schemas = {
  'run.dial': z.strictObject({ runId, scenario: z.string().max(1000), value: z.number() }),
  'run.pause': z.strictObject({ runId }),
  'run.resume': z.strictObject({ runId })
}
