import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { EventSender, historyHandlers, shiftOfSavedRuns } from '../../../src/main/ipc/index.ts'
import { compareSavedRuns } from '../../../src/main/report/index.ts'
import { planFileReferences } from '../../../src/shared/plan/index.ts'
import { validatePlanDocument } from '../../../src/main/plan/index.ts'
import { RunController } from '../../../src/main/run/index.ts'
import { openStore } from '../../../src/main/store/index.ts'
import { bodyServer } from '../../support/body-server.ts'
import { sourceThreads } from '../../support/source-threads.ts'
import { useCliFixture } from './cli-fixture.ts'

const cli = useCliFixture()

it('a plan of the history names the files that it ran with, wherever it is opened or saved', async () => {
  const server = await bodyServer()
  mkdirSync(cli.path('shop'))
  mkdirSync(cli.path('elsewhere'))
  cli.write('shop/photo.txt', 'a photo')
  const flow = [{ request: { method: 'PUT', url: '/', bodyFile: 'photo.txt' } }]
  const scenarios = { up: { executor: 'shared-iterations', vus: 1, iterations: 1, flow } }
  const plan = cli.write('shop/plan.yaml', JSON.stringify({ version: 1, target: server.url, scenarios }))
  expect(await cli.run('run', plan, '--quiet')).toMatchObject({ code: 0 })

  const again = cli.path('elsewhere/again.yaml')
  expect(await cli.run('export', 'latest', '--plan', again)).toMatchObject({ code: 0 })
  expect(await cli.run('run', again, '--quiet')).toMatchObject({ code: 0 })
  expect(server.received.map(({ body }) => body.toString())).toEqual(['a photo', 'a photo'])

  const store = openStore(cli.database)
  try {
    const handlers = historyHandlers({
      ...{ store, controller: new RunController(sourceThreads), events: new EventSender(() => null) },
      compare: (base, other) => compareSavedRuns(store, base, other),
      shift: (base, other, name) => shiftOfSavedRuns(store, base, other, name)
    })
    const runs = store.runs.list({ search: '', status: null, limit: 10, cursor: null }).items
    const opened = await Promise.all(runs.map(({ id: runId }) => handlers['history.detail']({ runId })))
    const files = opened.map(({ document }) => {
      const parsed = validatePlanDocument(document)
      return parsed.valid ? planFileReferences(parsed.plan).map(({ file }) => file) : parsed.problems
    })
    expect(files).toEqual([[join(cli.folder, 'shop', 'photo.txt')], [join(cli.folder, 'shop', 'photo.txt')]])
  } finally {
    store.close()
  }
})
