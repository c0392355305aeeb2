import { describe, expect, it } from 'vitest'
import { LiveRunStore } from '../../../src/renderer/src/app-state/live-run.svelte.ts'
import { FakeApi } from '../support/fake-api.ts'
import { liveRun, progress, runStart, runSummary, secondUpdate } from '../support/run-fixtures.ts'

describe('the live run', () => {
  it('comes back to the running test when the page was reloaded', async () => {
    const api = new FakeApi({ 'run.current': () => liveRun(5) })
    const store = new LiveRunStore(api.client)
    expect(store.isReady).toBe(false)
    await store.connect()
    expect(store.isReady).toBe(true)
    expect(store.isRunning).toBe(true)
    expect(store.model?.secondCount).toBe(5)
  })

  it('has no model when nothing runs', async () => {
    const store = new LiveRunStore(new FakeApi({ 'run.current': () => null }).client)
    await store.connect()
    expect(store.model).toBeNull()
    expect(store.isRunning).toBe(false)
  })

  it('follows a run from its start to its end', async () => {
    const api = new FakeApi({ 'run.current': () => null })
    const store = new LiveRunStore(api.client)
    await store.connect()
    api.emit('run.started', runStart())
    api.emit('run.progress', progress({ second: secondUpdate(0) }))
    expect(store.model?.secondCount).toBe(1)
    api.emit('run.ended', { runId: 'run-1', status: 'finished', summary: runSummary(), message: null })
    expect(store.isRunning).toBe(false)
    expect(store.model?.phase).toBe('finished')
  })

  it('catches up when progress of a run arrives that it never saw start', async () => {
    let current: ReturnType<typeof liveRun> | null = null
    const api = new FakeApi({ 'run.current': () => current })
    const store = new LiveRunStore(api.client)
    await store.connect()
    current = liveRun(3)
    api.emit('run.progress', progress())
    await Promise.resolve()
    await expect.poll(() => store.model?.secondCount).toBe(3)
  })

  it('knows a run that it started even when the answer overtakes the event', async () => {
    let current: ReturnType<typeof liveRun> | null = null
    const api = new FakeApi({
      'run.current': () => current,
      'run.start': () => {
        current = liveRun(0)
        return { runId: 'run-1' }
      }
    })
    const store = new LiveRunStore(api.client)
    await store.connect()
    await store.start({})
    expect(store.model?.runId).toBe('run-1')
  })

  it('asks for a graceful stop and is stopping from then on', async () => {
    const api = new FakeApi({ 'run.current': () => liveRun(1), 'run.stop': () => null })
    const store = new LiveRunStore(api.client)
    await store.connect()
    await store.stop(false)
    expect(api.calls.at(-1)).toEqual({ channel: 'run.stop', request: { runId: 'run-1', immediately: false } })
    expect(store.model?.phase).toBe('stopping')
  })

  it('ends its subscriptions', async () => {
    const api = new FakeApi({ 'run.current': () => null })
    const disconnect = await new LiveRunStore(api.client).connect()
    expect(api.listenerCount).toBe(4)
    disconnect()
    expect(api.listenerCount).toBe(0)
  })
})
