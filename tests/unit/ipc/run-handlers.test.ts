import { describe, expect, it } from 'vitest'
import { LoadPermission } from '../../../src/main/ipc/load-permission.ts'
import { EventSender } from '../../../src/main/ipc/event-sender.ts'
import type { HandlersOf } from '../../../src/main/ipc/handler-table.ts'
import { runHandlers } from '../../../src/main/ipc/run-handlers.ts'
import { PracticeTargetSwitch } from '../../../src/main/ipc/target-handlers.ts'
import { validatePlanDocument } from '../../../src/main/plan/index.ts'
import { RunController } from '../../../src/main/run/index.ts'

const document = {
  version: 1,
  target: 'http://127.0.0.1:9',
  scenarios: { one: { executor: 'constant-vus', duration: '1s', flow: [{ request: { url: '/' } }] } }
}

/** The handlers over a controller whose threads cannot be made. */
function handlers(): HandlersOf<'run.start' | 'run.stop' | 'run.current'> {
  const noThread = (): never => {
    throw new Error('no thread today')
  }
  return runHandlers({
    controller: new RunController({ lane: noThread, recorder: noThread, metronome: noThread }),
    events: new EventSender(() => null),
    databaseFile: 'unused.db',
    validate: validatePlanDocument,
    findFiles: () => Promise.resolve({ files: {}, problems: [] }),
    env: () => ({}),
    permission: new LoadPermission({ read: () => [], write: () => {} }, () => ({})),
    logError: () => {}
  })
}

describe('the run handlers', () => {
  it('refuse a plan with mistakes and name each with its path', async () => {
    const wrong = {
      ...document,
      scenarios: { one: { executor: 'constant-vus', vus: 0, duration: 'soon', flow: [] } }
    }
    await expect(handlers()['run.start']({ document: wrong })).rejects.toMatchObject({
      code: 'invalid_plan',
      message: 'The plan has 3 mistakes.',
      details: [
        expect.stringMatching(/^scenarios\.one\./),
        expect.stringMatching(/^scenarios\.one\./),
        expect.stringMatching(/^scenarios\.one\./)
      ]
    })
  })

  it('refuse a second run also while the first is only being prepared', async () => {
    const table = handlers()
    const first = table['run.start']({ document })
    await expect(table['run.start']({ document })).rejects.toMatchObject({ code: 'run_active' })
    await expect(first).rejects.toThrow('no thread today')
    // The failed start leaves the controller free: the next one fails for its own reason again.
    await expect(table['run.start']({ document })).rejects.toThrow('no thread today')
  })

  it('say that a run to be stopped has ended, and that none is going on', () => {
    const table = handlers()
    expect(() => table['run.stop']({ runId: 'abcdef', immediately: false })).toThrow(
      'This run has ended already.'
    )
    expect(table['run.current'](null)).toBeNull()
  })
})

describe('the switch of the practice target', () => {
  it('starts one target however often it is asked, and stops it once', async () => {
    const calls: string[] = []
    const target = new PracticeTargetSwitch(() => {
      calls.push('start')
      return Promise.resolve({
        url: 'http://127.0.0.1:8080',
        close: () => {
          calls.push('close')
          return Promise.resolve()
        }
      })
    })
    expect(await target.status()).toBeNull()
    const [first, second] = await Promise.all([target.start(), target.start()])
    expect(first).toEqual(second)
    expect(first.url).toBe('http://127.0.0.1:8080')
    expect((await target.status())?.url).toBe(first.url)
    await target.stop()
    await target.stop()
    expect(await target.status()).toBeNull()
    expect(calls).toEqual(['start', 'close'])
  })

  it('can be started again after a failure, and neither its status nor a stop fails meanwhile', async () => {
    const outcomes: (() => Promise<{ url: string; close: () => Promise<void> }>)[] = [
      () => Promise.reject(new Error('no port is free')),
      () => Promise.resolve({ url: 'http://127.0.0.1:8081', close: () => Promise.resolve() })
    ]
    const target = new PracticeTargetSwitch(() => outcomes.shift()!())
    const failing = target.start()
    const status = target.status()
    await expect(failing).rejects.toThrow('no port is free')
    expect(await status).toBeNull()
    await target.stop()
    expect((await target.start()).url).toBe('http://127.0.0.1:8081')
  })
})
