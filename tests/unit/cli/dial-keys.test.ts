import { EventEmitter } from 'node:events'
import { describe, expect, it } from 'vitest'
import { terminalKeyboard, type KeyStream } from '../../../src/main/cli/keyboard.ts'
import { DialKeys } from '../../../src/main/cli/live/dial-keys.ts'
import { LiveState } from '../../../src/main/cli/live/live-state.ts'
import type { RunHandle } from '../../../src/main/run/index.ts'
import { RunDial } from '../../../src/main/run/run-dial.ts'
import { planOf } from '../../integration/run/plan-document.ts'

const flow = [{ request: { url: '/' } }]
const open = { executor: 'constant-arrival-rate', rate: 100, duration: '10s', preAllocatedVUs: 5, flow }
const users = { executor: 'constant-vus', vus: 5, duration: '20s', flow }
const counted = { executor: 'shared-iterations', vus: 2, iterations: 9, flow }

/** Keys over the dial of a run of which it is heard so late that nothing they did has taken effect. */
function keysFor(scenarios: Record<string, object>, heardMs = 2100) {
  const plan = planOf({ version: 1, target: 'http://127.0.0.1:9', scenarios })
  const startedAt = '2026-11-23T10:00:00.000Z'
  const state = new LiveState({ runId: '0abc', plan, document: null, startedAt, plannedDurationMs: 20_000 })
  const dial = new RunDial(plan)
  const stops: string[] = []
  const run: Pick<RunHandle, 'dial'> = {
    dial(action) {
      const outcome = dial.act(action, heardMs + 50)
      state.dialled(outcome.event)
      return outcome
    }
  }
  const keys = new DialKeys(run, state, () => stops.push('stop'))
  state.update({
    ...{ runId: '0abc', elapsedMs: heardMs, phase: 'running', second: null, thresholds: null },
    counters: {
      ...{ requestsStarted: 0, requestsCompleted: 0, requestsFailed: 0 },
      ...{ iterationsCompleted: 0, iterationsDropped: 0, activeVus: 0 }
    },
    ...{ soFar: null, diagnostics: null }
  })
  return { keys, dial, state, stops }
}

describe('the keys of the live display', () => {
  it('move the load by a tenth, pause and resume, stop, and say what they do', () => {
    const { keys, dial, state, stops } = keysFor({ open })
    expect(keys.line).toBe('+/- 100 starts each 1s   p pause   q stop')
    keys.press('-')
    expect(keys.line).toBe('+/- 90 starts each 1s   p pause   q stop')
    keys.press('=')
    keys.press('p')
    expect(state.isPaused).toBe(true)
    expect(keys.line).toContain('p resume')
    keys.press('p')
    keys.press('x')
    keys.press('\t')
    expect(dial.events.map((event) => (event.action === 'set' ? event.value : event.action))).toEqual([
      ...[90, 99, 'pause', 'resume']
    ])
    expect(stops).toEqual([])
    keys.press('q')
    expect(stops).toEqual(['stop'])
  })

  it('go on from the key before, as fast as they are typed', () => {
    const values = (scenarios: Record<string, object>, pressed: string): unknown[] => {
      const { keys, dial } = keysFor(scenarios)
      for (const key of pressed) keys.press(key)
      return dial.events.map((event) => (event.action === 'set' ? event.value : event.action))
    }
    expect(values({ open: { ...open, rate: 20 } }, '+++++')).toEqual([22, 24, 26, 29, 32])
    const ten = { ...users, vus: 10 }
    expect(values({ users: ten }, '-----------')).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0])
    expect(values({ users: ten }, 'p+p+')).toEqual(['pause', 11, 'resume', 12])
  })

  it('move a scenario that has not started from what it will start with', () => {
    const late = { open: { ...open, startTime: '2s' }, users: { ...users, vus: 10, startTime: '2s' } }
    const { keys, dial } = keysFor(late, 500)
    expect(keys.line).toContain('+/- open 100 starts each 1s')
    for (const key of '+\t-') keys.press(key)
    expect(dial.events).toMatchObject([
      { scenario: 'open', value: 110 },
      { scenario: 'users', value: 9 }
    ])
  })

  it('take nothing away where nothing is asked for, so that a ramp goes on', () => {
    const stages = [{ duration: '10s', target: 5 }]
    const { keys, dial } = keysFor({ ramp: { executor: 'ramping-vus', startVUs: 0, stages, flow } }, 1000)
    expect(keys.line).toContain('+/- 0 virtual users')
    keys.press('-')
    expect(dial.events).toEqual([])
    keys.press('+')
    expect(dial.events).toMatchObject([{ value: 1 }])
  })

  it('choose among the scenarios that can be dialled', () => {
    const { keys, dial } = keysFor({ open, counted, users })
    expect(keys.line).toContain('+/- open 100 starts each 1s   tab next scenario')
    keys.press('\t')
    keys.press('+')
    expect(keys.line).toContain('+/- users 6 virtual users')
    keys.press('\t')
    expect(keys.line).toContain('open 100')
    expect(dial.events).toMatchObject([{ scenario: 'users', value: 6 }])
  })

  it('tell what maxVUs allows, why something cannot be done, and that counts cannot be dialled', () => {
    const raised = keysFor({ open })
    raised.keys.press('+')
    expect(raised.keys.line).toContain('maxVUs of the plan stays: 5 virtual users.')
    raised.keys.press('p')
    expect(raised.keys.line).toContain('+/- 110')
    const over = keysFor({ open: { ...open, duration: '1s' } })
    over.keys.press('+')
    expect(over.keys.line).toContain('had its last start at 1s')
    const { keys } = keysFor({ counted })
    expect(keys.line).toBe('p pause   q stop')
    keys.press('+')
    expect(keys.line).toContain('the run can be paused, not dialled')
  })
})

class FakeTerminal extends EventEmitter implements KeyStream {
  isRaw = false
  readonly modes: (boolean | 'resume' | 'pause')[] = []

  setRawMode(isRaw: boolean): void {
    this.isRaw = isRaw
    this.modes.push(isRaw)
  }

  resume(): void {
    this.modes.push('resume')
  }

  pause(): void {
    this.modes.push('pause')
  }
}

describe('the keyboard', () => {
  it('gives each key at once, makes an interrupt of Ctrl-C, and leaves out sequences', () => {
    const terminal = new FakeTerminal()
    const heard: string[] = []
    const keyboard = terminalKeyboard(
      terminal,
      () => heard.push('interrupt'),
      () => () => {}
    )
    const close = keyboard.listen((key) => heard.push(key))
    for (const chunk of ['+', Buffer.from('-p'), '\u001b[A', '\u0003']) terminal.emit('data', chunk)
    expect(heard).toEqual(['+', '-', 'p', 'interrupt'])
    close()
    terminal.emit('data', 'q')
    expect(heard).toHaveLength(4)
    expect(terminal.modes).toEqual([true, 'resume', false, 'pause'])
  })

  it('leaves raw mode also when the process ends in the middle', () => {
    const terminal = new FakeTerminal()
    const exits = new Set<() => void>()
    const keyboard = terminalKeyboard(
      terminal,
      () => {},
      (listener) => {
        exits.add(listener)
        return () => exits.delete(listener)
      }
    )
    const close = keyboard.listen(() => {})
    expect(terminal.isRaw).toBe(true)
    for (const exit of exits) exit()
    expect(terminal.isRaw).toBe(false)
    close()
    expect(exits.size).toBe(0)
  })
})
