import { RunController } from '../../../src/main/run/index.ts'
import { sourceThreads } from '../../support/source-threads.ts'
import { planDocument, planOf } from './plan-document.ts'

/** A process that runs a plan, saves it and tells each closed second, until somebody kills it. */
const [target = '', databaseFile = ''] = process.argv.slice(2)
const flow = [{ request: { name: 'root', url: '/' }, checks: [{ status: 200 }] }, { think: '2ms' }]
const document = planDocument(target, { steady: { executor: 'constant-vus', vus: 4, duration: '60s', flow } })
const handle = await new RunController(sourceThreads).start({
  ...{ plan: planOf(document), document, env: {}, files: {}, lanes: 2, databaseFile },
  allowedHosts: []
})
handle.onProgress(({ second }) => {
  if (second !== null) process.send?.({ runId: handle.started.runId, second: second.run.second })
})
