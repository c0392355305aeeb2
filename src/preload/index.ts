import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron'
import type { EventChannel, EventContract, RendererApi } from '../shared/ipc-contract.ts'

/** Transport only: what a channel means is known to the contract, the handlers and the client. */
const api: RendererApi = {
  invoke: (channel, request) => ipcRenderer.invoke(`invoke:${channel}`, request),
  on<C extends EventChannel>(channel: C, listener: (event: EventContract[C]) => void) {
    const receive = (_event: IpcRendererEvent, payload: EventContract[C]): void => listener(payload)
    ipcRenderer.on(`event:${channel}`, receive)
    return () => {
      ipcRenderer.off(`event:${channel}`, receive)
    }
  }
}

contextBridge.exposeInMainWorld('api', api)
