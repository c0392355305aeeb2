import type { z } from 'zod'
import type { InvokeChannel, InvokeRequest, InvokeResponse, IpcResult } from '../../shared/ipc-contract.ts'
import { StoreError, type StoreErrorCode } from '../store/index.ts'
import type { HandlerTable } from './handler-table.ts'
import { IpcError } from './ipc-error.ts'
import { payloadSchemas } from './payload-schemas.ts'

/** Parses the payload of a call, runs its handler and turns whatever goes wrong into a value. Never rejects. */
export async function answerCall<C extends InvokeChannel>(
  channel: C,
  payload: unknown,
  handler: HandlerTable[C],
  logError: (message: string, error: unknown) => void
): Promise<IpcResult<InvokeResponse<C>>> {
  const schema: z.ZodType<InvokeRequest<C>> = payloadSchemas[channel]
  const parsed = schema.safeParse(payload)
  if (!parsed.success) {
    const details = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
    return failure(new IpcError('bad_request', `The call ${channel} has a wrong payload.`, details))
  }
  try {
    return { ok: true, value: await handler(parsed.data) }
  } catch (error) {
    if (!isAnswer(error)) logError(`handler of ${channel}`, error)
    return failure(error)
  }
}

/** What the history says of a run that was asked for: no fault of the application, and nothing for its log. */
const ANSWERS: ReadonlySet<StoreErrorCode> = new Set(['RUN_NOT_FOUND', 'RUN_STILL_RUNNING', 'CURSOR_INVALID'])

function isAnswer(error: unknown): boolean {
  return error instanceof IpcError || (error instanceof StoreError && ANSWERS.has(error.code))
}

/** Errors with a code of their own keep it; whatever else was thrown is an internal error with its message. */
export function failure(error: unknown): IpcResult<never> {
  if (error instanceof IpcError) {
    return { ok: false, code: error.code, message: error.message, details: error.details }
  }
  const message = error instanceof Error ? error.message : String(error)
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'internal'
  return { ok: false, code, message, details: [] }
}
