import { z } from 'zod'
import type { CapacityInvokeContract } from '../../shared/capacity/capacity-channels.ts'

const searchId = z.string().regex(/^[0-9a-z]{6,32}$/i)
const rate = z.number().positive().max(10_000_000)

type Schemas = {
  readonly [C in keyof CapacityInvokeContract]: z.ZodType<CapacityInvokeContract[C]['request']>
}

export const capacityPayloads: Schemas = {
  'capacity.start': z.strictObject({
    document: z.unknown().transform((value): unknown => value ?? null),
    objectives: z.array(z.string().max(1000)).max(100),
    choices: z.strictObject({
      startRate: rate.exactOptional(),
      maxRate: rate.exactOptional(),
      precision: z.number().min(0.01).max(0.5).exactOptional(),
      stepMs: z.number().min(1000).max(3_600_000).exactOptional()
    })
  }),
  'capacity.stop': z.strictObject({ searchId, immediately: z.boolean() }),
  'capacity.current': z.null(),
  'capacity.list': z.strictObject({ limit: z.int().min(1).max(500) }),
  'capacity.detail': z.strictObject({ searchId }),
  'capacity.delete': z.strictObject({ searchId }),
  'capacity.restore': z.strictObject({ searchId })
}
