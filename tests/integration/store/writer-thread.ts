import { parentPort, workerData } from 'node:worker_threads'
import { openStore } from '../../../src/main/store/index.ts'
import { recordSecond } from './record-seconds.ts'

/** Records seconds of a run that exists, as the recorder thread does, and reports each once it is committed. */
const { file, runId, seconds }: { file: string; runId: string; seconds: number } = workerData
const store = openStore(file)
for (let second = 0; second < seconds; second++) {
  recordSecond(store, runId, second)
  parentPort?.postMessage(second)
}
store.close()
