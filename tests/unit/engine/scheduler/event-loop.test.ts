import { describe, expect, it } from 'vitest'
import {
  EventLoop,
  FakeClock,
  NoRunningLoopError,
  Semaphore,
  SystemClock,
  Timer,
  Wakeup,
  createTask,
  getRunningLoop,
  run,
  sleep
} from '../../../../src/main/engine/scheduler/index.ts'
import type { Coroutine } from '../../../../src/main/engine/scheduler/index.ts'
import { FakeLoop, runFake } from './fake-loop.ts'

describe('a pass', () => {
  it('runs what was ready when it began and leaves the rest to the next', () => {
    const { loop, driver } = new FakeLoop()
    const lines: string[] = []
    loop.callSoon(() => {
      lines.push('a')
      loop.callSoon(() => lines.push('c'))
    })
    loop.callSoon(() => lines.push('b'))
    driver.runPasses()
    expect(lines).toEqual(['a', 'b'])
    driver.runPasses()
    expect(lines).toEqual(['a', 'b', 'c'])
    expect(driver.runPasses()).toBe(false)
  })

  it('begins with the timers that are due, so a sleep(0) loop cannot hold back a 10 ms timer', () => {
    const fake = new FakeLoop()
    let firedAtMs = -1
    function* spins(): Coroutine<void> {
      while (firedAtMs < 0) {
        fake.driver.clock.advance(1)
        yield* sleep(0)
      }
    }
    function* main(): Coroutine<void> {
      fake.loop.callLater(10, () => (firedAtMs = fake.loop.nowMs()))
      yield* spins()
    }
    fake.run(main())
    // The pass that began at 10 ms ran the step of the spinning task first.
    expect(firedAtMs).toBe(11)
  })

  it('lets a timer through a sleep(0) loop on Node too', async () => {
    let fired = false
    function* main(): Coroutine<void> {
      getRunningLoop().timers.schedule(new Timer(() => (fired = true)), getRunningLoop().nowMs() + 3)
      while (!fired) yield* sleep(0)
    }
    await run(main())
    expect(fired).toBe(true)
  })

  it('lets I/O of Node through a sleep(0) loop', async () => {
    let polled = false
    function* main(): Coroutine<void> {
      process.getBuiltinModule('fs').stat('.', () => (polled = true))
      while (!polled) yield* sleep(0)
    }
    await run(main())
    expect(polled).toBe(true)
  })

  it('never runs within a pass', () => {
    const { loop, driver } = new FakeLoop()
    const lines: string[] = []
    loop.callSoon(() => {
      loop.callSoon(() => lines.push('inner'))
      loop.runReadyNow()
      loop.runPass()
      lines.push('outer')
    })
    driver.runUntilIdle()
    expect(lines).toEqual(['outer', 'inner'])
  })

  it('can run in the caller’s own callback', () => {
    const { loop } = new FakeLoop()
    const lines: string[] = []
    loop.callSoon(() => lines.push('now'))
    loop.runReadyNow()
    expect(lines).toEqual(['now'])
  })

  it('goes on after a callback that throws', () => {
    const fake = new FakeLoop()
    const lines: string[] = []
    fake.loop.callSoon(function broken() {
      throw new Error('x')
    })
    fake.loop.callLater(0, () => lines.push('next'))
    fake.driver.advance(0)
    expect(lines).toEqual(['next'])
    expect(fake.unhandled).toEqual([{ kind: 'callback_failed', source: 'broken', error: new Error('x') }])
  })

  it('is what getRunningLoop knows', () => {
    const { loop, driver } = new FakeLoop()
    const seen: unknown[] = []
    loop.callSoon(() => seen.push(getRunningLoop()))
    driver.runUntilIdle()
    expect(seen).toEqual([loop])
    expect(() => getRunningLoop()).toThrow(NoRunningLoopError)
  })
})

describe('callbacks', () => {
  it('run at their time, in the order of their times, and not when cancelled', () => {
    const { loop, driver } = new FakeLoop()
    const lines: string[] = []
    loop.callLater(20, () => lines.push(`b ${loop.nowMs()}`))
    loop.callAt(10, () => lines.push(`a ${loop.nowMs()}`))
    loop.callLater(15, () => lines.push('cancelled')).cancel()
    loop.callSoon(() => lines.push('cancelled')).cancel()
    expect(loop.timers.size).toBe(2)
    driver.advance(9.99)
    expect(lines).toEqual([])
    driver.advance(100)
    expect(lines).toEqual(['a 10', 'b 20'])
  })

  it('that arm themselves anew for a past time do not hold up the pass', () => {
    const { loop, driver } = new FakeLoop()
    let runs = 0
    const timer = new Timer(() => {
      runs++
      if (runs < 5) loop.timers.schedule(timer, 0)
    })
    let other = 0
    loop.timers.schedule(timer, 0)
    loop.callAt(0, () => (other = runs))
    driver.advance(0)
    expect(other).toBe(1)
    expect(runs).toBe(5)
  })
})

describe('a sleep', () => {
  it('of 0 lets every ready task take one step', () => {
    const lines: string[] = []
    function* steps(name: string): Coroutine<void> {
      for (let i = 0; i < 3; i++) {
        lines.push(`${name}${i}`)
        yield* sleep(0)
      }
    }
    function* main(): Coroutine<void> {
      const a = createTask(steps('a'))
      const b = createTask(steps('b'))
      yield* a
      yield* b
    }
    runFake(main())
    expect(lines).toEqual(['a0', 'b0', 'a1', 'b1', 'a2', 'b2'])
  })

  it('counts from the `yield*`, and may be used again', () => {
    const fake = new FakeLoop()
    function* main(): Coroutine<number[]> {
      const nap = sleep(10)
      yield* sleep(5)
      yield* nap
      const first = fake.loop.nowMs()
      yield* nap
      return [first, fake.loop.nowMs()]
    }
    expect(fake.run(main())).toEqual([15, 25])
  })

  it('is for one task at a time', () => {
    function* main(): Coroutine<void> {
      const nap = sleep(10)
      createTask(nap)
      yield* sleep(0)
      yield* nap
    }
    expect(() => runFake(main())).toThrow(/sleeps on this already/)
    expect(() => sleep(NaN)).toThrow(RangeError)
  })

  it('is never shorter than asked on Node', async () => {
    const clock = new SystemClock(performance.now())
    function* main(): Coroutine<number[]> {
      const early: number[] = []
      for (let i = 0; i < 5; i++) {
        const dueMs = clock.nowMs() + 1.3
        yield* sleep(1.3)
        if (clock.nowMs() < dueMs) early.push(dueMs - clock.nowMs())
      }
      return early
    }
    expect(await run(main(), { clock })).toEqual([])
  })
})

describe('a wakeup', () => {
  it('suspends its task until it is woken, again and again', () => {
    const wakeup = new Wakeup()
    const lines: string[] = []
    function* waits(): Coroutine<void> {
      for (let i = 0; i < 3; i++) {
        yield* wakeup
        lines.push(`woken ${i}`)
      }
    }
    function* main(): Coroutine<void> {
      const task = createTask(waits())
      for (let i = 0; i < 3; i++) {
        yield* sleep(1)
        wakeup.wake()
        lines.push('wake')
      }
      yield* task
    }
    runFake(main())
    expect(lines).toEqual(['wake', 'woken 0', 'wake', 'woken 1', 'wake', 'woken 2'])
  })

  it('remembers one wake that came before the wait, unless it is cleared', () => {
    const fake = new FakeLoop()
    const wakeup = new Wakeup()
    function* main(): Coroutine<number> {
      wakeup.wake()
      wakeup.wakeNow()
      yield* wakeup
      wakeup.wake()
      wakeup.clear()
      fake.loop.callLater(10, () => wakeup.wake())
      yield* wakeup
      return fake.loop.nowMs()
    }
    expect(fake.run(main())).toBe(10)
  })

  it('resumes its task in the very callback that wakes it now, outside of a pass', () => {
    const { loop, driver } = new FakeLoop()
    const wakeup = new Wakeup()
    const lines: string[] = []
    loop.createTask(
      (function* () {
        yield* wakeup
        lines.push('resumed')
        yield* wakeup
        lines.push('resumed again')
      })()
    )
    driver.runUntilIdle()
    wakeup.wakeNow()
    lines.push('after wakeNow')
    wakeup.wake()
    lines.push('after wake')
    driver.runUntilIdle()
    expect(lines).toEqual(['resumed', 'after wakeNow', 'after wake', 'resumed again'])
  })

  it('only queues its task within a pass', () => {
    const wakeup = new Wakeup()
    const lines: string[] = []
    function* waits(): Coroutine<void> {
      yield* wakeup
      lines.push('resumed')
    }
    function* main(): Coroutine<void> {
      const task = createTask(waits())
      yield* sleep(0)
      wakeup.wakeNow()
      lines.push('still main')
      yield* task
    }
    runFake(main())
    expect(lines).toEqual(['still main', 'resumed'])
  })

  it('lets one task wait at a time, and another after that was cancelled', () => {
    function* main(): Coroutine<void> {
      const wakeup = new Wakeup()
      const first = createTask(wakeup)
      yield* sleep(0)
      const second = createTask(wakeup)
      yield* sleep(0)
      yield* sleep(0)
      expect(String(second.exception())).toContain('waits for this wakeup already')
      first.cancel()
      yield* sleep(0)
      expect(first.cancelled()).toBe(true)
      const third = createTask(wakeup)
      yield* sleep(0)
      wakeup.wake()
      yield* third
    }
    runFake(main())
  })
})

describe('the step watchdog', () => {
  it('reports a step that takes longer than allowed, by the name of its task', () => {
    const fake = new FakeLoop({ slowStepMs: 50 })
    function* hogs(): Coroutine<void> {
      fake.driver.clock.advance(50)
      yield* sleep(0)
      fake.driver.clock.advance(80)
    }
    function* main(): Coroutine<void> {
      yield* createTask(hogs(), { name: 'hog' })
    }
    fake.run(main())
    expect(fake.slowSteps).toEqual([{ taskName: 'hog', durationMs: 80, atMs: 130 }])
    const { slowSteps, slowestStep } = fake.loop.inspect()
    expect(slowSteps).toBe(1)
    expect(slowestStep).toEqual({ taskName: 'hog', durationMs: 80, atMs: 130 })
  })

  it('keeps the slowest step, also where none is slow, and names callbacks', () => {
    const fake = new FakeLoop()
    function takes(ms: number): () => void {
      return function computes() {
        fake.driver.clock.advance(ms)
      }
    }
    for (const ms of [3, 9, 4]) fake.loop.callSoon(takes(ms))
    fake.driver.runUntilIdle()
    expect(fake.loop.inspect().slowestStep).toEqual({ taskName: 'computes', durationMs: 9, atMs: 12 })
    expect(fake.slowSteps).toEqual([])
  })

  it('names the task that a sleep brought back', () => {
    const fake = new FakeLoop()
    function* main(): Coroutine<void> {
      yield* sleep(10)
      fake.driver.clock.advance(70)
    }
    fake.run(main())
    expect(fake.slowSteps).toEqual([{ taskName: 'main', durationMs: 70, atMs: 80 }])
  })
})

describe('inspect', () => {
  it('counts tasks by what they wait for, with the first few names', () => {
    const fake = new FakeLoop()
    const semaphore = new Semaphore(0)
    const response = new Wakeup('response')
    function* main(): Coroutine<unknown> {
      for (let i = 0; i < 7; i++) createTask(semaphore.acquire(), { name: `vu ${i}` })
      for (let i = 0; i < 2; i++) createTask(sleep(100 + i), { name: `sleeper ${i}` })
      createTask(response, { name: 'reader' })
      yield* sleep(0)
      createTask(sleep(0), { name: 'fresh' })
      return fake.loop.inspect()
    }
    expect(fake.run(main())).toEqual({
      nowMs: 0,
      readyCount: 1,
      timerCount: 2,
      taskCount: 12,
      tasksByWait: [
        { waitingFor: 'semaphore', count: 7, names: ['vu 0', 'vu 1', 'vu 2', 'vu 3', 'vu 4'] },
        { waitingFor: 'sleep', count: 2, names: ['sleeper 0', 'sleeper 1'] },
        { waitingFor: 'running', count: 1, names: ['main'] },
        { waitingFor: 'response', count: 1, names: ['reader'] },
        { waitingFor: 'ready', count: 1, names: ['fresh'] }
      ],
      tasksCreated: 12,
      passes: 1,
      steps: 11,
      slowSteps: 0,
      slowestStep: null
    })
    expect(fake.loop.inspect().taskCount).toBe(0)
  })
})

describe('the clocks', () => {
  it('of the system starts where it is told and never goes back', () => {
    const clock = new SystemClock(performance.now())
    const first = clock.nowMs()
    expect(first).toBeGreaterThanOrEqual(0)
    expect(clock.nowMs()).toBeGreaterThanOrEqual(first)
    expect(new EventLoop({ clock }).nowMs()).toBeGreaterThanOrEqual(first)
  })

  it('of tests moves forward alone', () => {
    const clock = new FakeClock(5)
    clock.advance(2)
    clock.advanceTo(3)
    expect(clock.nowMs()).toBe(7)
    expect(() => clock.advance(-1)).toThrow(RangeError)
    expect(() => clock.advance(Infinity)).toThrow(RangeError)
  })
})
