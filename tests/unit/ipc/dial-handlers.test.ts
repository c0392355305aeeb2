import { describe, expect, it } from 'vitest'
import { dialHandlers } from '../../../src/main/ipc/dial-handlers.ts'
import { RunDial } from '../../../src/main/run/run-dial.ts'
import type { RunHandle } from '../../../src/main/run/index.ts'
import { planOf } from '../../integration/run/plan-document.ts'

const document = {
  version: 1,
  target: 'http://127.0.0.1:9',
  scenarios: { users: { executor: 'constant-vus', duration: '10s', flow: [{ request: { url: '/' } }] } }
}

/** The handlers over a run that is at its first second. */
function handlers(): ReturnType<typeof dialHandlers> {
  const plan = planOf(document)
  const dial = new RunDial(plan)
  const current: RunHandle = {
    started: { runId: '0abcdef', plan, document, startedAt: '', plannedDurationMs: 10_000 },
    dial: (action) => dial.act(action, 1000),
    stop: () => {},
    onDial: () => () => {},
    onProgress: () => () => {},
    snapshot: () => expect.unreachable('nobody asks'),
    ended: new Promise(() => {})
  }
  return dialHandlers({ current })
}

describe('the handlers of the dial', () => {
  it('set, pause and resume, and answer with what was done and when', () => {
    const table = handlers()
    const runId = '0abcdef'
    expect(table['run.dial']({ runId, scenario: 'users', value: 7 })).toEqual({
      event: { action: 'set', scenario: 'users', value: 7, atMs: 1030 },
      note: null
    })
    expect(table['run.pause']({ runId })).toMatchObject({ event: { action: 'pause', atMs: 1030 } })
    expect(table['run.resume']({ runId })).toMatchObject({ event: { action: 'resume', atMs: 1030 } })
  })

  it('answer what cannot be done with one code and the sentence for the user', () => {
    const table = handlers()
    const failing = (act: () => unknown): unknown => {
      try {
        return act()
      } catch (error) {
        return error
      }
    }
    expect(failing(() => table['run.resume']({ runId: '0abcdef' }))).toMatchObject({
      code: 'dial_refused',
      message: 'The run is not paused.'
    })
    expect(
      failing(() => table['run.dial']({ runId: '0abcdef', scenario: 'users', value: 0.5 }))
    ).toMatchObject({
      code: 'dial_refused'
    })
    expect(failing(() => table['run.pause']({ runId: '0other1' }))).toMatchObject({ code: 'run_not_active' })
    expect(failing(() => dialHandlers({ current: null })['run.pause']({ runId: '0abcdef' }))).toMatchObject({
      code: 'run_not_active',
      message: 'This run has ended already.'
    })
  })
})
