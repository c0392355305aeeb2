import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron'
import type { z } from 'zod'
import type { InvokeChannel, InvokeRequest, InvokeResponse, IpcResult } from '../../shared/ipc-contract.ts'
import type { HandlerTable } from './handler-table.ts'
import { IpcError } from './ipc-error.ts'
import { payloadSchemas } from './payload-schemas.ts'

export interface RegisterOptions {
  readonly handlers: HandlerTable
  /** The page of our own window; a call from any other frame is refused. */
  readonly isTrusted: (url: string, sender: WebContents) => boolean
  readonly logError: (message: string, error: unknown) => void
}

/** Puts every handler behind its channel: sender checked, payload parsed, errors turned into values. */
export function registerHandlers(options: RegisterOptions): void {
  for (const channel of Object.keys(payloadSchemas) as InvokeChannel[]) registerOne(channel, options)
}

function registerOne<C extends InvokeChannel>(channel: C, options: RegisterOptions): void {
  const handler = options.handlers[channel]
  const schema: z.ZodType<InvokeRequest<C>> = payloadSchemas[channel]
  ipcMain.handle(
    `invoke:${channel}`,
    async (event: IpcMainInvokeEvent, payload: unknown): Promise<IpcResult<InvokeResponse<C>>> => {
      const frame = event.senderFrame
      if (frame === null || frame.parent !== null || !options.isTrusted(frame.url, event.sender)) {
        return failure(new IpcError('untrusted_sender', 'This page may not call the application.'))
      }
      const parsed = schema.safeParse(payload)
      if (!parsed.success) {
        const details = parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
        return failure(new IpcError('bad_request', `The call ${channel} has a wrong payload.`, details))
      }
      try {
        return { ok: true, value: await handler(parsed.data) }
      } catch (error) {
        if (!(error instanceof IpcError)) options.logError(`handler of ${channel}`, error)
        return failure(error)
      }
    }
  )
}

/** Errors with a code of their own keep it; whatever else was thrown is an internal error with its message. */
function failure(error: unknown): { ok: false; code: string; message: string; details: readonly string[] } {
  if (error instanceof IpcError) {
    return { ok: false, code: error.code, message: error.message, details: error.details }
  }
  const message = error instanceof Error ? error.message : String(error)
  const code =
    error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : 'internal'
  return { ok: false, code, message, details: [] }
}
