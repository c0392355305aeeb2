import { expect, it, onTestFinished } from 'vitest'
import { DEFAULT_NETWORK } from '../../../src/shared/network-settings.ts'
import { openTestUser, runWithClient } from '../../support/http-client-run.ts'
import { ScriptedServer } from '../../support/scripted-server.ts'

it('a request that gets a connection of a pool too late to make it has waited for the pool', async () => {
  const server = await ScriptedServer.listen({})
  onTestFinished(() => server.close())
  await runWithClient(
    function* (client, loop) {
      const users = Array.from({ length: 200 }, () => openTestUser(client))
      const tasks = users.map(({ request, exchange }) => {
        exchange.settings = { ...exchange.settings, totalTimeoutMs: 100 }
        return loop.createTask(request(server.url()))
      })
      const errors = new Map<string, number>()
      for (const task of tasks) {
        const { error } = yield* task
        errors.set(error, (errors.get(error) ?? 0) + 1)
      }
      expect(errors.get('pool_timeout')).toBeGreaterThan(100)
      expect([...errors.keys()]).not.toContain('connect_timeout')
    },
    { network: { ...DEFAULT_NETWORK, connections: { reuse: 'always', pool: 4 } } }
  )
})
