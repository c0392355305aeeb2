import { RunController } from '../../../src/main/run/index.ts'
import { sourceThreads } from '../../support/source-threads.ts'
import { planDocument, planOf } from './plan-document.ts'

/** A process that runs a plan, changes its load by hand, saves it and tells each closed second, until it is killed. */
const [target = '', databaseFile = ''] = process.argv.slice(2)
const flow = [{ request: { name: 'root', url: '/' }, checks: [{ status: 200 }] }, { think: '2ms' }]
const document = planDocument(target, { steady: { executor: 'constant-vus', vus: 4, duration: '60s', flow } })
const handle = await new RunController(sourceThreads).start({
  ...{ plan: planOf(document), document, env: {}, files: {}, lanes: 2, databaseFile },
  allowedHosts: []
})
handle.dial({ action: 'set', scenario: 'steady', value: 2 })
handle.onProgress(({ second }) => {
  if (second !== null) process.send?.({ runId: handle.started.runId, second: second.run.second })
})
