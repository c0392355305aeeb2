import { describe, expect, it } from 'vitest'
import { RunDial } from '../../../src/main/run/run-dial.ts'
import type { DialAction } from '../../../src/shared/plan/dial.ts'
import { planOf } from '../../integration/run/plan-document.ts'

const flow = [{ request: { url: '/' } }]
const plan = planOf({
  version: 1,
  target: 'http://127.0.0.1:9',
  scenarios: {
    open: {
      executor: 'constant-arrival-rate',
      rate: 100,
      duration: '10s',
      preAllocatedVUs: 5,
      maxVUs: 50,
      flow
    },
    users: { executor: 'constant-vus', vus: 5, duration: '20s', flow },
    counted: { executor: 'shared-iterations', vus: 2, iterations: 9, flow }
  }
})

const set = (scenario: string, value: number): DialAction => ({ action: 'set', scenario, value })

/** The sentence with which it is refused; nothing is recorded of it. */
function refusal(dial: RunDial, action: DialAction, elapsedMs = 1000): string {
  const before = dial.events
  try {
    dial.act(action, elapsedMs)
  } catch (error) {
    expect(dial.events).toEqual(before)
    expect(error).toMatchObject({ name: 'DialError' })
    return (error as Error).message
  }
  throw new Error('it was not refused')
}

describe('the dial of a run', () => {
  it('takes effect at a whole millisecond shortly ahead, and never before what was done already', () => {
    const dial = new RunDial(plan)
    expect(dial.act(set('open', 20.5), 1000.4).event).toEqual({ ...set('open', 20.5), atMs: 1031 })
    expect(dial.act({ action: 'pause' }, 1000.5).event.atMs).toBe(1031)
    expect(dial.act({ action: 'resume' }, 900).event.atMs).toBe(1031)
    expect(dial.events).toHaveLength(3)
  })

  it('pauses a millisecond later where a scenario would start at that very moment', () => {
    const late = planOf({
      ...{ version: 1, target: 'http://127.0.0.1:9' },
      scenarios: { late: { executor: 'constant-vus', duration: '5s', startTime: '2s', flow } }
    })
    expect(new RunDial(late).act({ action: 'pause' }, 1970).event.atMs).toBe(2001)
    expect(new RunDial(late).act(set('late', 3), 1970).event.atMs).toBe(2000)
  })

  it('says what is wrong with a scenario, a value and an executor', () => {
    const dial = new RunDial(plan)
    expect(refusal(dial, set('opne', 1))).toBe(
      'The plan has no scenario "opne", expected one of: open, users, counted.'
    )
    expect(refusal(dial, set('open', -1))).toBe(
      'Found -1 for the scenario "open", expected a number from 0 to 10,000,000 (starts each 1s).'
    )
    expect(refusal(dial, set('open', Number.NaN))).toContain('Found NaN')
    expect(refusal(dial, set('users', 2.5))).toBe(
      'Found 2.5 for the scenario "users", expected a whole number from 0 to 100,000 (virtual users).'
    )
    expect(refusal(dial, set('users', 100_001))).toContain('Found 100001')
    expect(refusal(dial, set('counted', 3))).toContain(
      'shared-iterations, whose load is a number of iterations'
    )
  })

  it('says when it is too late for a scenario, counted with its pauses', () => {
    const dial = new RunDial(plan)
    expect(refusal(dial, set('open', 5), 9970.5)).toBe(
      'The scenario "open" had its last start at 10s: its load cannot be changed any more.'
    )
    dial.act({ action: 'pause' }, 8970)
    expect(dial.act(set('open', 5), 60_000).event.atMs).toBe(60_030)
    dial.act({ action: 'resume' }, 60_970)
    expect(dial.act(set('open', 6), 61_969).event.atMs).toBe(61_999)
    expect(refusal(dial, set('open', 7), 61_970)).toContain('had its last start at 1m2s')
  })

  it('refuses to pause twice, to resume what goes on, and to pause what is over', () => {
    const dial = new RunDial(plan)
    expect(refusal(dial, { action: 'resume' })).toBe('The run is not paused.')
    dial.act({ action: 'pause' }, 1000)
    expect(refusal(dial, { action: 'pause' })).toBe('The run is paused already.')
    dial.act({ action: 'resume' }, 2000)
    expect(refusal(dial, { action: 'pause' }, 700_000)).toContain('Every scenario has had its last start')
  })

  it('tells what maxVUs allows at a rate above that of the plan', () => {
    const dial = new RunDial(plan)
    expect(dial.act(set('open', 90), 0).note).toBeNull()
    expect(dial.act(set('users', 90), 0).note).toBeNull()
    expect(dial.act(set('open', 1000), 0).note).toBe(
      'maxVUs of the plan stays: 50 virtual users. Iterations longer than 50ms on average are dropped at this rate.'
    )
  })

  it('keeps so many changes and says when there is no room for more', () => {
    const dial = new RunDial(plan)
    for (let count = 0; count < 1024; count++) dial.act(set('open', count), 0)
    expect(refusal(dial, set('open', 1))).toBe(
      'The load of this run was changed 1024 times already, more is not kept.'
    )
  })
})
