import { openStore } from '../../../src/main/store/index.ts'
import { recordSecond } from './record-seconds.ts'
import { sampleRun } from './run-samples.ts'

/** node writer-process.ts FILE RUN SECONDS: records a run and reports each second once it is committed. */
const [file = '', runId = '', seconds = '0'] = process.argv.slice(2)
const store = openStore(file)
store.runs.create(sampleRun(runId))
for (let second = 0; second < Number(seconds); second++) {
  recordSecond(store, runId, second)
  await new Promise<void>((resolve) => process.send?.(second, undefined, undefined, () => resolve()))
}
store.close()
process.disconnect()
