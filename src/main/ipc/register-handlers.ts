import { ipcMain, type IpcMainInvokeEvent, type WebContents } from 'electron'
import type { InvokeChannel } from '../../shared/ipc-contract.ts'
import { answerCall, failure } from './answer-call.ts'
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

function registerOne<C extends InvokeChannel>(
  channel: C,
  { handlers, isTrusted, logError }: RegisterOptions
): void {
  ipcMain.handle(`invoke:${channel}`, ({ senderFrame, sender }: IpcMainInvokeEvent, payload: unknown) => {
    if (senderFrame === null || senderFrame.parent !== null || !isTrusted(senderFrame.url, sender)) {
      return failure(new IpcError('untrusted_sender', 'This page may not call the application.'))
    }
    return answerCall(channel, payload, handlers[channel], logError)
  })
}
