import { describe, expect, it } from 'vitest'
import {
  CancelledError,
  Future,
  InvalidStateError,
  TimeoutError,
  createTask,
  currentTask,
  shield,
  sleep,
  timeout,
  waitFor
} from '../../../../src/main/engine/scheduler/index.ts'
import type { Awaitable, Coroutine, Deadline } from '../../../../src/main/engine/scheduler/index.ts'
import { FakeLoop, runFake } from './fake-loop.ts'

/** What came out, and when. */
function* outcome(fake: FakeLoop, awaitable: Awaitable): Coroutine<string> {
  try {
    return `${String(yield* awaitable)} at ${fake.loop.nowMs()}`
  } catch (error) {
    return `${error instanceof Error ? error.name : 'unknown'} at ${fake.loop.nowMs()}`
  }
}

function* after<T>(ms: number, value: T): Coroutine<T> {
  yield* sleep(ms)
  return value
}

describe('timeout', () => {
  it('cuts its block off with TimeoutError, whose cause is the cancellation, and leaves no trace in the task', () => {
    const fake = new FakeLoop()
    function* main(): Coroutine<unknown[]> {
      try {
        yield* timeout(10, sleep(100))
      } catch (error) {
        if (!(error instanceof TimeoutError)) throw error
        return [
          error.code,
          error.cause instanceof CancelledError,
          currentTask()?.cancelling(),
          fake.loop.nowMs()
        ]
      }
      return []
    }
    expect(fake.run(main())).toEqual(['wait_timeout', true, 0, 10])
    expect(fake.unhandled).toEqual([])
  })

  it('lets a block that is in time return, and takes its timer out', () => {
    const fake = new FakeLoop()
    function* main(): Coroutine<unknown[]> {
      const value = yield* timeout(10_000, after(5, 'in time'))
      return [value, fake.loop.timers.size]
    }
    expect(fake.run(main())).toEqual(['in time', 0])
  })

  it('passes errors of the block on', () => {
    function* fails(): Coroutine<void> {
      throw new Error('own')
    }
    expect(() => runFake(timeout(10, fails()))).toThrow('own')
  })

  it('of the inner block ends the inner one alone', () => {
    const fake = new FakeLoop()
    function* inner(): Coroutine<string> {
      return yield* outcome(fake, timeout(10, sleep(100)))
    }
    function* main(): Coroutine<string> {
      return yield* outcome(fake, timeout(50, inner()))
    }
    expect(fake.run(main())).toBe('TimeoutError at 10 at 10')
  })

  it('of the outer block passes the inner one as a cancellation', () => {
    const fake = new FakeLoop()
    const inside: string[] = []
    function* inner(): Coroutine<void> {
      try {
        yield* timeout(50, sleep(100))
      } catch (error) {
        inside.push(error instanceof CancelledError ? 'cancelled' : 'timed out')
        throw error
      }
    }
    function* main(): Coroutine<string> {
      return yield* outcome(fake, timeout(10, inner()))
    }
    expect(fake.run(main())).toBe('TimeoutError at 10')
    expect(inside).toEqual(['cancelled'])
  })

  it('leaves a cancellation from outside what it is, even at the very same time', () => {
    function* main(): Coroutine<boolean> {
      const task = createTask(timeout(10, sleep(100)))
      createTask(
        (function* () {
          yield* sleep(10)
          task.cancel()
        })()
      )
      yield* sleep(20)
      return task.cancelled()
    }
    expect(runFake(main())).toBe(true)
  })

  it('has a deadline that can be seen, moved and lifted', () => {
    const fake = new FakeLoop()
    const seen: unknown[] = []
    let kept: Deadline | null = null
    function* patient(deadline: Deadline): Coroutine<string> {
      kept = deadline
      seen.push(deadline.whenMs, deadline.expired)
      deadline.reschedule(30)
      yield* sleep(20)
      deadline.reschedule(Infinity)
      yield* sleep(1000)
      return 'finished'
    }
    function* main(): Coroutine<void> {
      seen.push(yield* timeout(10, patient))
      expect(() => kept?.reschedule(5000)).toThrow(InvalidStateError)
      seen.push(yield* outcome(fake, timeout(Infinity, after(5, 'never cut'))))
    }
    fake.run(main())
    expect(seen).toEqual([10, false, 'finished', 'never cut at 1025'])
  })

  it('gives the result of a block that handles the cancellation, and remembers that it expired', () => {
    let deadline: Deadline | null = null
    function* stubborn(given: Deadline): Coroutine<string> {
      deadline = given
      try {
        yield* sleep(100)
      } catch {
        return 'handled'
      }
      return 'slept'
    }
    function* main(): Coroutine<unknown[]> {
      const value = yield* timeout(10, stubborn)
      return [value, deadline?.expired, currentTask()?.cancelling()]
    }
    expect(runFake(main())).toEqual(['handled', true, 0])
  })

  it('runs in tasks alone', () => {
    expect(() => timeout(10, sleep(1)).next()).toThrow(InvalidStateError)
  })
})

describe('waitFor', () => {
  it('returns the result in time', () => {
    expect(runFake(waitFor(after(5, 'in time'), 10))).toBe('in time')
  })

  it('cancels what is too slow, awaits its end and throws TimeoutError', () => {
    const fake = new FakeLoop()
    function* slow(): Coroutine<void> {
      try {
        yield* sleep(100)
      } finally {
        yield* sleep(7)
      }
    }
    function* main(): Coroutine<unknown[]> {
      const task = createTask(slow())
      const end = yield* outcome(fake, waitFor(task, 10))
      return [end, task.cancelled()]
    }
    expect(fake.run(main())).toEqual(['TimeoutError at 17', true])
  })

  it('does not end what is shielded', () => {
    const fake = new FakeLoop()
    function* main(): Coroutine<unknown[]> {
      const task = createTask(after(30, 'in the end'))
      return [yield* outcome(fake, waitFor(shield(task), 10)), yield* task]
    }
    expect(fake.run(main())).toEqual(['TimeoutError at 10', 'in the end'])
  })

  it('of 0 ms takes what is done and cancels what is not', () => {
    const fake = new FakeLoop()
    function* main(): Coroutine<unknown[]> {
      const done = new Future<string>()
      done.setResult('done')
      const pending = new Future<string>()
      const ends = [yield* outcome(fake, waitFor(done, 0)), yield* outcome(fake, waitFor(pending, 0))]
      return [...ends, pending.cancelled()]
    }
    expect(fake.run(main())).toEqual(['done at 0', 'TimeoutError at 0', true])
  })

  it('passes a cancellation from outside on to what is awaited', () => {
    function* main(): Coroutine<boolean[]> {
      const inner = createTask(sleep(100))
      const outer = createTask(waitFor(inner, 50))
      yield* sleep(1)
      outer.cancel()
      yield* sleep(1)
      return [inner.cancelled(), outer.cancelled()]
    }
    expect(runFake(main())).toEqual([true, true])
  })
})
