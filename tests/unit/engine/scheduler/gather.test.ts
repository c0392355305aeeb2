import { describe, expect, it } from 'vitest'
import {
  CancelledError,
  createTask,
  gather,
  shield,
  sleep
} from '../../../../src/main/engine/scheduler/index.ts'
import type { Coroutine } from '../../../../src/main/engine/scheduler/index.ts'
import { FakeLoop, runFake } from './fake-loop.ts'

function* after<T>(ms: number, value: T): Coroutine<T> {
  yield* sleep(ms)
  return value
}

function* failsAfter(ms: number, message: string): Coroutine<never> {
  yield* sleep(ms)
  throw new Error(message)
}

describe('gather', () => {
  it('gives the results in the order of the awaitables, not of their ends', () => {
    function* main(): Coroutine<[string, number]> {
      return yield* gather([after(20, 'slow'), after(10, 1)])
    }
    const fake = new FakeLoop()
    expect(fake.run(main())).toEqual(['slow', 1])
    expect(fake.driver.clock.nowMs()).toBe(20)
  })

  it('of nothing is done at once', () => {
    function* main(): Coroutine<readonly unknown[]> {
      const nothing = gather([])
      expect(nothing.done()).toBe(true)
      return yield* nothing
    }
    expect(runFake(main())).toEqual([])
  })

  it('runs an awaitable that stands in two places once', () => {
    let runs = 0
    function* counts(): Coroutine<number> {
      yield* sleep(1)
      return ++runs
    }
    function* main(): Coroutine<number[]> {
      const coroutine = counts()
      return yield* gather([coroutine, coroutine])
    }
    expect(runFake(main())).toEqual([1, 1])
  })

  it('fails with the first failure at once, and the others go on', () => {
    const lines: string[] = []
    function* goesOn(): Coroutine<void> {
      yield* sleep(30)
      lines.push('went on')
    }
    const fake = new FakeLoop()
    function* main(): Coroutine<void> {
      try {
        yield* gather([goesOn(), failsAfter(10, 'first'), failsAfter(20, 'second')])
      } catch (error) {
        lines.push(`${String(error)} at ${fake.loop.nowMs()}`)
      }
      yield* sleep(100)
    }
    fake.run(main())
    expect(lines).toEqual(['Error: first at 10', 'went on'])
    expect(fake.unhandled).toEqual([])
  })

  it('puts errors among the results with returnExceptions', () => {
    function* main(): Coroutine<unknown> {
      const cancelled = createTask(sleep(50))
      cancelled.cancel()
      return yield* gather([after(5, 'ok'), failsAfter(1, 'bad'), cancelled], { returnExceptions: true })
    }
    expect(runFake(main())).toEqual(['ok', new Error('bad'), expect.any(CancelledError)])
  })

  it('treats a cancelled child as a failure, and leaves the others alone', () => {
    function* main(): Coroutine<unknown[]> {
      const child = createTask(sleep(50))
      const other = createTask(after(20, 'other'))
      const all = gather([child, other])
      yield* sleep(1)
      child.cancel()
      try {
        yield* all
      } catch (error) {
        return [error instanceof CancelledError, other.done(), yield* other]
      }
      return []
    }
    expect(runFake(main())).toEqual([true, false, 'other'])
  })

  it('cancels all children when it is cancelled', () => {
    function* waits(all: ReturnType<typeof gather>): Coroutine<void> {
      yield* all
    }
    function* main(): Coroutine<boolean[]> {
      const children = [createTask(sleep(50)), createTask(sleep(60))]
      const task = createTask(waits(gather(children)))
      yield* sleep(1)
      task.cancel()
      yield* sleep(1)
      return [task.cancelled(), ...children.map((child) => child.cancelled())]
    }
    expect(runFake(main())).toEqual([true, true, true])
  })

  it('ends as cancelled with returnExceptions too, even if a child swallows it', () => {
    const fake = new FakeLoop()
    function* swallows(): Coroutine<string> {
      try {
        yield* sleep(50)
      } catch {
        yield* sleep(1)
      }
      return 'swallowed'
    }
    function* main(): Coroutine<boolean[]> {
      const all = gather([swallows(), sleep(70)], { returnExceptions: true })
      yield* sleep(1)
      const asked = all.cancel()
      yield* sleep(10)
      return [asked, all.cancelled(), all.cancel()]
    }
    expect(fake.run(main())).toEqual([true, true, false])
    expect(fake.unhandled.map(({ kind }) => kind)).toEqual(['cancellation_swallowed'])
  })
})

describe('shield', () => {
  it('keeps a cancellation from what is awaited', () => {
    function* waits(inner: ReturnType<typeof createTask<string>>): Coroutine<string> {
      return yield* shield(inner)
    }
    function* main(): Coroutine<unknown[]> {
      const inner = createTask(after(20, 'kept'))
      const outer = createTask(waits(inner))
      yield* sleep(1)
      outer.cancel()
      yield* sleep(1)
      return [outer.cancelled(), inner.done(), yield* inner]
    }
    expect(runFake(main())).toEqual([true, false, 'kept'])
  })

  it('passes results, errors and the cancellation of what is awaited on', () => {
    function* main(): Coroutine<unknown[]> {
      const value = yield* shield(after(1, 'value'))
      const done = createTask(after(0, 'done'))
      yield* done
      const [failed] = yield* gather([shield(failsAfter(1, 'failed'))], { returnExceptions: true })
      const inner = createTask(sleep(50))
      const shielded = shield(inner)
      inner.cancel()
      yield* sleep(1)
      return [value, yield* shield(done), failed, shielded.cancelled()]
    }
    expect(runFake(main())).toEqual(['value', 'done', new Error('failed'), true])
  })

  it('leaves an error that nobody is left to take to be reported', () => {
    const fake = new FakeLoop()
    function* waits(): Coroutine<void> {
      yield* shield(failsAfter(10, 'alone'))
    }
    function* main(): Coroutine<void> {
      const task = createTask(waits())
      yield* sleep(1)
      task.cancel()
      yield* sleep(20)
    }
    fake.run(main())
    expect(fake.unhandled).toEqual([
      { kind: 'error_never_retrieved', source: 'Task-3', error: new Error('alone') }
    ])
  })
})
