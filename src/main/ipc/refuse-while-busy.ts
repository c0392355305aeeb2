import type { RunController } from '../run/index.ts'
import { IpcError } from './ipc-error.ts'

/** The generator does one thing at a time: a run, a capacity search, or a calibration. */
export function refuseWhileBusy({ busy, current }: RunController): void {
  if (!busy) return
  const what = current === null ? 'The generator is busy.' : 'A run is going on already.'
  throw new IpcError('run_active', `${what} Stop it first.`)
}
