import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { CapacityDesk } from '../../../src/main/ipc/capacity-handlers.ts'
import { LoadPermission } from '../../../src/main/ipc/load-permission.ts'
import { EventSender } from '../../../src/main/ipc/event-sender.ts'
import { MachineDesk } from '../../../src/main/ipc/machine-handlers.ts'
import { validatePlanDocument } from '../../../src/main/plan/index.ts'
import { RunController } from '../../../src/main/run/index.ts'
import { openStore, type Store } from '../../../src/main/store/index.ts'
import { calibration } from '../../support/calibration-sample.ts'
import { capacityResult } from '../capacity/capacity-result.ts'

const document = {
  version: 1,
  target: 'http://127.0.0.1:9',
  scenarios: {
    one: {
      ...{ executor: 'constant-arrival-rate', rate: 10, duration: '1s', preAllocatedVUs: 1 },
      flow: [{ request: { url: '/' } }]
    }
  }
}
const start = { document, objectives: ['http_req_failed: rate<0.01'], choices: {} }

function history(): Store {
  const folder = mkdtempSync(join(tmpdir(), 'loadgale-ipc-'))
  const store = openStore(join(folder, 'history.db'))
  onTestFinished(() => {
    store.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return store
}

/** Over a controller whose threads cannot be made. */
function desks() {
  const noThread = (): never => {
    throw new Error('no thread today')
  }
  const controller = new RunController({ lane: noThread, recorder: noThread, metronome: noThread })
  const store = history()
  const logged: string[] = []
  const capacity = new CapacityDesk({
    ...{ controller, store, events: new EventSender(() => null), env: () => ({}) },
    findFiles: () => Promise.resolve({ files: {}, problems: [] }),
    permission: new LoadPermission({ read: () => [], write: () => {} }, () => ({})),
    logError: (message, error) => logged.push(`${message}: ${String(error)}`)
  })
  const machine = new MachineDesk({
    ...{ controller, store, validate: validatePlanDocument },
    startTarget: () => Promise.reject(new Error('no target today'))
  })
  return { capacity, machine, controller, store, logged }
}

describe('the capacity handlers', () => {
  it('refuse a search with mistakes and name each', async () => {
    const { capacity } = desks()
    const wrong = { ...start, objectives: ['nonsense', 'http_reqs: count>1'] }
    await expect(capacity.handlers()['capacity.start'](wrong)).rejects.toMatchObject({
      code: 'invalid_search',
      details: [expect.stringContaining('nonsense'), expect.stringContaining('http_reqs')]
    })
  })

  it('hold the generator until the search has ended, whatever ends it, and keep it', async () => {
    const { capacity, machine, controller, store, logged } = desks()
    const table = capacity.handlers()
    const { searchId } = await table['capacity.start'](start)
    expect([capacity.isActive, controller.busy]).toEqual([true, true])
    await expect(table['capacity.start'](start)).rejects.toMatchObject({ code: 'run_active' })
    await expect(machine.handlers()['machine.calibrate'](null)).rejects.toMatchObject({ code: 'run_active' })
    expect(() => table['capacity.delete']({ searchId })).toThrow('cannot be deleted')
    await capacity.stop()
    expect([capacity.isActive, controller.busy]).toEqual([false, false])
    expect(table['capacity.current'](null)).toBeNull()
    expect(store.capacity.detail(searchId).result.search.status).toBe('failed')
    expect(logged).toEqual([`capacity search ${searchId}: no thread today`])
    expect(() => table['capacity.stop']({ searchId, immediately: false })).toThrow('ended already')
  })

  it('give, delete and restore what is saved', () => {
    const { capacity, store } = desks()
    const table = capacity.handlers()
    store.capacity.save(capacityResult(), { document, folder: '/plans' })
    expect(table['capacity.list']({ limit: 10 })).toMatchObject([{ id: '0abc', steps: 4 }])
    expect(table['capacity.detail']({ searchId: '0abc' })).toEqual({ result: capacityResult(), document })
    table['capacity.delete']({ searchId: '0abc' })
    expect(table['capacity.list']({ limit: 10 })).toEqual([])
    table['capacity.restore']({ searchId: '0abc' })
    expect(table['capacity.list']({ limit: 10 })).toHaveLength(1)
  })
})

describe('the machine handlers', () => {
  it('say before a run what the machine cannot give, and nothing of a plan with mistakes', async () => {
    const { machine, store } = desks()
    const table = machine.handlers()
    const many = { ...document.scenarios.one, maxVUs: 100_000 }
    const [warning] = await table['machine.preflight']({
      document: { ...document, scenarios: { many } }
    })
    expect(warning?.message).toMatch(/100,000 connections/)
    expect(table['machine.preflight']({ document: {} })).toEqual([])
    expect(table['machine.calibration'](null)).toBeNull()
    store.calibrations.save(calibration())
    expect(table['machine.calibration'](null)).toBeNull()
  })

  it('free the generator when a calibration fails', async () => {
    const { machine, controller } = desks()
    await expect(machine.handlers()['machine.calibrate'](null)).rejects.toThrow('no target today')
    expect(controller.busy).toBe(false)
    await machine.stop()
  })
})
