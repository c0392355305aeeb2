import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import { openStore } from '../store/index.ts'
import { recoverCrashedRuns } from './crash-recovery.ts'
import type { RecoveryResult, RecoveryThreadData } from './recover-in-background.ts'

/** Entry of the recovery thread: an hour of a crashed run takes seconds to read, which the window must not feel. */
function main({ databaseFile }: RecoveryThreadData, port: MessagePort): void {
  const store = openStore(databaseFile)
  try {
    const result: RecoveryResult = recoverCrashedRuns(store)
    port.postMessage(result)
  } finally {
    store.close()
  }
}

if (parentPort !== null) main(workerData as RecoveryThreadData, parentPort)
