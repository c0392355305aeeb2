import { describe, expect, test } from 'vitest'
import { LiveSearchStore } from '../../../src/renderer/src/app-state/live-search.svelte.ts'
import type { CapacityProgress } from '../../../src/shared/capacity/capacity.ts'
import type { LiveCapacity } from '../../../src/shared/capacity/capacity-channels.ts'
import { capacityResult } from '../../unit/capacity/capacity-result.ts'
import { capacityStep } from '../../unit/capacity/step-samples.ts'
import { FakeApi } from '../support/fake-api.ts'

function progress(changes: Partial<CapacityProgress> = {}): CapacityProgress {
  return {
    ...{ id: '0abc', elapsedMs: 1000, current: null, bracket: { met: null, missed: null }, step: null },
    ...changes
  }
}

const running: LiveCapacity = { result: capacityResult({ steps: [] }), progress: progress() }

describe('LiveSearchStore', () => {
  test('catches up with a search that goes on, also after a reload', async () => {
    const api = new FakeApi({ 'capacity.current': () => running })
    const store = new LiveSearchStore(api.client)
    expect([store.isReady, store.isRunning]).toEqual([false, false])
    const disconnect = await store.connect()
    expect([store.isReady, store.isRunning]).toEqual([true, true])
    disconnect()
    expect(api.listenerCount).toBe(0)
  })

  test('takes each step once, keeps the others, and ends with the whole result', async () => {
    const api = new FakeApi({ 'capacity.current': () => null })
    const store = new LiveSearchStore(api.client)
    await store.connect()
    expect(store.isRunning).toBe(false)
    api.emit('capacity.started', running)
    api.emit('capacity.progress', progress({ step: capacityStep(), bracket: { met: 100, missed: null } }))
    api.emit('capacity.progress', progress({ step: capacityStep() }))
    api.emit('capacity.progress', progress({ step: capacityStep({ position: 2, rate: 200 }) }))
    expect(store.model?.result.steps.map(({ rate }) => rate)).toEqual([100, 200])
    api.emit('capacity.ended', { result: capacityResult(), message: null })
    expect([store.isRunning, store.model?.result.steps.length]).toEqual([false, 4])
    // A message that was overtaken by the end.
    api.emit('capacity.progress', progress())
    expect(store.isRunning).toBe(false)
  })

  test('asks for a search of which it did not hear the start', async () => {
    let current: LiveCapacity | null = null
    const api = new FakeApi({
      'capacity.current': () => current,
      'capacity.start': () => {
        current = running
        return { searchId: '0abc' }
      },
      'capacity.stop': () => null
    })
    const store = new LiveSearchStore(api.client)
    await store.connect()
    const request = { document: {}, objectives: [], choices: {} }
    expect(await store.start(request)).toBe('0abc')
    expect(store.isRunning).toBe(true)
    await store.stop(true)
    expect(api.calls.at(-1)).toEqual({
      channel: 'capacity.stop',
      request: { searchId: '0abc', immediately: true }
    })
  })
})
