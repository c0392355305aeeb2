import { describe, expect, it } from 'vitest'
import {
  Timer,
  Wakeup,
  createTask,
  currentTask,
  getRunningLoop,
  sleep
} from '../../../../src/main/engine/scheduler/index.ts'
import type { Coroutine } from '../../../../src/main/engine/scheduler/index.ts'
import { FakeLoop } from './fake-loop.ts'

describe('Wakeup.wakeInThisStep', () => {
  it('lets the task go on in the pass in which its timer is due, before what was ready later', () => {
    const fake = new FakeLoop()
    const lines: string[] = []
    fake.run(
      (function* main(): Coroutine<void> {
        const wakeup = new Wakeup('timer')
        const { timers } = getRunningLoop()
        timers.schedule(new Timer(() => wakeup.wakeInThisStep()), 5)
        timers.schedule(new Timer(() => lines.push('the timer after it')), 5)
        const waiting = createTask(
          (function* waiter(): Coroutine<void> {
            yield* wakeup
            lines.push('the task')
          })()
        )
        yield* waiting
      })()
    )
    expect(lines).toEqual(['the task', 'the timer after it'])
    expect(fake.unhandled).toEqual([])
  })

  it('lets a task run another one within its own step, and go on after it as itself', () => {
    const fake = new FakeLoop()
    const lines: string[] = []
    fake.run(
      (function* main(): Coroutine<void> {
        const wakeup = new Wakeup('work')
        const worker = createTask(
          (function* work(): Coroutine<void> {
            yield* wakeup
            lines.push(`woken in ${currentTask()?.name}`)
            yield* wakeup
            lines.push(`woken again in ${currentTask()?.name}`)
            throw new Error('its own')
          })(),
          { name: 'worker' }
        )
        const starter = currentTask()
        yield* sleep(1)
        wakeup.wakeInThisStep()
        lines.push(currentTask() === starter ? 'back in the starter' : 'lost')
        wakeup.wakeInThisStep()
        lines.push('not touched by its error')
        yield* sleep(1)
        lines.push(String(worker.exception()))
      })()
    )
    expect(lines).toEqual([
      'woken in worker',
      'back in the starter',
      'woken again in worker',
      'not touched by its error',
      'Error: its own'
    ])
  })

  it('is kept for the next wait when nobody waits yet', () => {
    const fake = new FakeLoop()
    const wakeup = new Wakeup()
    wakeup.wakeInThisStep()
    const endedMs = fake.run(
      (function* main(): Coroutine<number> {
        yield* wakeup
        return getRunningLoop().nowMs()
      })()
    )
    expect(endedMs).toBe(0)
  })
})
