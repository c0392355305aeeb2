import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { rehearse } from '../../../src/main/engine/rehearsal.ts'
import { RunController } from '../../../src/main/run/index.ts'
import { rehearsalPlan } from '../../../src/main/run/rehearsal-plan.ts'
import { TappedRequests } from '../../support/tapped-requests.ts'
import { tappedThreads } from '../../support/watched-threads.ts'
import { planDocument, planOf } from './plan-document.ts'

/** How many there are in a rehearsal's time is the machine's doing; one alone would be a single try. */
const FEWEST = 1
let folder: string
let service: Server
let seen = 0

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'loadgale-rehearsal-'))
  service = createServer((_, response) => {
    seen++
    response.end('hello')
  })
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve))
})

afterAll(() => {
  service.closeAllConnections()
  service.close()
  rmSync(folder, { recursive: true })
})

it('has sent requests through the whole engine before a lane is ready, none of them to the target or into the run', async () => {
  const tap = new TappedRequests()
  const document = planDocument(`http://127.0.0.1:${(service.address() as AddressInfo).port}`, {
    once: {
      ...{ executor: 'shared-iterations', vus: 1, iterations: 3 },
      flow: [{ request: { name: 'one', url: '/one/${vu}/${iteration}' } }]
    }
  })
  const handle = await new RunController(tappedThreads(tap)).start({
    ...{ plan: planOf(document), document, env: {}, files: {}, lanes: 1, allowedHosts: [] },
    databaseFile: join(folder, 'history.db')
  })
  const { summary } = await handle.ended
  // Requests of the rehearsal have no user in their path.
  const rehearsed = tap.read().filter(({ vu }) => Number.isNaN(vu))
  expect(rehearsed.length).toBeGreaterThan(FEWEST)
  expect(summary?.totals).toMatchObject({ started: 3, completed: 3 })
  expect(seen).toBe(3)
})

it('answers its own requests, and leaves nothing open', async () => {
  const open = (): string[] => process.getActiveResourcesInfo().filter((kind) => kind.startsWith('TCP'))
  const before = open()
  expect(await rehearse(rehearsalPlan())).toBeGreaterThan(FEWEST)
  await expect.poll(open).toEqual(before)
})
