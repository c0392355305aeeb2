import { describe, expect, it } from 'vitest'
import {
  CancelledError,
  Future,
  InvalidStateError,
  NoRunningLoopError,
  NotAwaitableError,
  createTask,
  currentTask,
  sleep
} from '../../../../src/main/engine/scheduler/index.ts'
import type { Coroutine, Task } from '../../../../src/main/engine/scheduler/index.ts'
import { FakeLoop, runFake } from './fake-loop.ts'

describe('a task', () => {
  it('runs nothing when it is created, and runs after what was ready before', () => {
    const lines: string[] = []
    function* say(line: string): Coroutine<void> {
      lines.push(line)
    }
    function* main(): Coroutine<void> {
      const coroutine = say('never a task')
      createTask(say('a'))
      createTask(say('b'))
      lines.push('main')
      yield* sleep(0)
      lines.push('main again')
      coroutine.return()
    }
    runFake(main())
    expect(lines).toEqual(['main', 'a', 'b', 'main again'])
  })

  it('gives its result to everybody who awaits it, before and after its end', () => {
    function* seven(): Coroutine<number> {
      yield* sleep(1)
      return 7
    }
    function* reader(task: Task<number>): Coroutine<number> {
      return yield* task
    }
    function* main(): Coroutine<number[]> {
      const task = createTask(seven())
      const first = createTask(reader(task))
      const second = createTask(reader(task))
      return [yield* first, yield* second, yield* task, task.result()]
    }
    expect(runFake(main())).toEqual([7, 7, 7, 7])
  })

  it('throws its error into everybody who awaits it', () => {
    const error = new Error('x')
    function* fails(): Coroutine<never> {
      yield* sleep(1)
      throw error
    }
    function* main(): Coroutine<unknown[]> {
      const task = createTask(fails())
      const caught: unknown[] = []
      for (let i = 0; i < 2; i++) {
        try {
          yield* task
        } catch (thrown) {
          caught.push(thrown)
        }
      }
      return caught
    }
    expect(runFake(main())).toEqual([error, error])
  })

  it('knows its name, its number and itself', () => {
    function* whoAmI(): Coroutine<string | undefined> {
      return currentTask()?.name
    }
    function* main(): Coroutine<(string | undefined)[]> {
      const named = createTask(whoAmI(), { name: 'ada' })
      const numbered = createTask(whoAmI())
      return [yield* named, yield* numbered, yield* whoAmI()]
    }
    expect(runFake(main())).toEqual(['ada', 'Task-3', 'main'])
    expect(currentTask()).toBeNull()
  })

  it('cannot be made outside of a loop, nor from what is no coroutine', () => {
    function* coroutine(): Coroutine<void> {}
    expect(() => createTask(coroutine())).toThrow(NoRunningLoopError)
    // @ts-expect-error an array yields numbers, not waits
    expect(() => new FakeLoop().loop.createTask([1, 2])).toThrow(NotAwaitableError)
  })

  it('has its result and error set by its coroutine alone', () => {
    function* main(): Coroutine<void> {
      const task = createTask(sleep(1))
      expect(() => task.setResult()).toThrow(InvalidStateError)
      expect(() => task.setException(new Error())).toThrow(InvalidStateError)
      expect(() => task.result()).toThrow(InvalidStateError)
      yield* task
    }
    runFake(main())
  })

  it('cannot await itself', () => {
    function* main(): Coroutine<void> {
      const self: Task<void> = createTask(awaitSelf())
      function* awaitSelf(): Coroutine<void> {
        yield* self
      }
      yield* self
    }
    expect(() => runFake(main())).toThrow(/awaits itself/)
  })
})

describe('a wrong yield', () => {
  it('throws NotAwaitableError into the coroutine, which may go on', () => {
    function* main(): Coroutine<string> {
      try {
        // @ts-expect-error a number cannot be awaited
        yield 5
      } catch (error) {
        if (!(error instanceof NotAwaitableError)) throw error
        yield* sleep(1)
        return `${error.code}: ${error.message}`
      }
      return 'not noticed'
    }
    expect(runFake(main())).toBe(
      'not_awaitable: main yielded a value of type number, which cannot be awaited'
    )
  })

  it('says so when `yield` stands where `yield*` was meant', () => {
    function* main(): Coroutine<void> {
      // @ts-expect-error a future is awaited with yield*
      yield new Future<void>()
    }
    expect(() => runFake(main())).toThrow(/write `yield\*` to await it/)
  })
})

describe('cancelling a task', () => {
  it('before its first step keeps its body from running at all', () => {
    let ran = false
    function* body(): Coroutine<void> {
      ran = true
    }
    function* main(): Coroutine<boolean> {
      const task = createTask(body())
      expect(task.cancel()).toBe(true)
      yield* sleep(0)
      yield* sleep(0)
      return task.cancelled()
    }
    expect(runFake(main())).toBe(true)
    expect(ran).toBe(false)
  })

  it('throws CancelledError at its yield point in the next pass, with the message', () => {
    const lines: string[] = []
    function* body(): Coroutine<void> {
      try {
        yield* sleep(100)
      } catch (error) {
        if (error instanceof CancelledError) lines.push(`${error.code} ${error.message}`)
        throw error
      } finally {
        lines.push('finally')
      }
    }
    const fake = new FakeLoop()
    function* main(): Coroutine<boolean> {
      const task = createTask(body())
      yield* sleep(1)
      task.cancel('not needed')
      lines.push('asked')
      yield* sleep(0)
      expect(fake.loop.timers.size).toBe(0)
      return task.cancelled()
    }
    expect(fake.run(main())).toBe(true)
    expect(lines).toEqual(['asked', 'task_cancelled not needed', 'finally'])
  })

  it('lets `finally` wait, and is done only after that', () => {
    function* body(): Coroutine<void> {
      try {
        yield* sleep(100)
      } finally {
        yield* sleep(20)
      }
    }
    function* main(): Coroutine<boolean[]> {
      const task = createTask(body())
      yield* sleep(1)
      task.cancel()
      yield* sleep(10)
      const during = task.done()
      yield* sleep(15)
      return [during, task.done(), task.cancelled()]
    }
    expect(runFake(main())).toEqual([false, true, true])
  })

  it('cancels the task that it awaits first, and ends when that has ended', () => {
    const lines: string[] = []
    function* child(): Coroutine<void> {
      try {
        yield* sleep(100)
      } finally {
        yield* sleep(5)
        lines.push('child')
      }
    }
    function* parent(task: Task<void>): Coroutine<void> {
      try {
        yield* task
      } finally {
        lines.push('parent')
      }
    }
    function* main(): Coroutine<boolean[]> {
      const inner = createTask(child())
      const outer = createTask(parent(inner))
      yield* sleep(1)
      outer.cancel()
      yield* sleep(10)
      return [inner.cancelled(), outer.cancelled()]
    }
    expect(runFake(main())).toEqual([true, true])
    expect(lines).toEqual(['child', 'parent'])
  })

  it('strikes even when what it waited for was done in the same pass', () => {
    function* body(future: Future<string>): Coroutine<string> {
      return yield* future
    }
    function* main(): Coroutine<boolean> {
      const future = new Future<string>()
      const task = createTask(body(future))
      yield* sleep(0)
      future.setResult('there')
      task.cancel()
      yield* sleep(0)
      return task.cancelled()
    }
    expect(runFake(main())).toBe(true)
  })

  it('from within itself strikes at the next yield point, a wait or a bare switch', () => {
    const lines: string[] = []
    function* body(wait: number): Coroutine<void> {
      currentTask()?.cancel()
      lines.push('still runs')
      yield* sleep(wait)
      lines.push('never')
    }
    function* main(): Coroutine<boolean[]> {
      const first = createTask(body(0))
      const second = createTask(body(50))
      yield* sleep(10)
      return [first.cancelled(), second.cancelled()]
    }
    expect(runFake(main())).toEqual([true, true])
    expect(lines).toEqual(['still runs', 'still runs'])
  })

  it('from within its last step makes it cancelled', () => {
    function* body(): Coroutine<number> {
      currentTask()?.cancel()
      return 1
    }
    function* main(): Coroutine<boolean> {
      const task = createTask(body())
      yield* sleep(0)
      return task.cancelled()
    }
    expect(runFake(main())).toBe(true)
  })

  it('does nothing once it is done', () => {
    function* main(): Coroutine<boolean[]> {
      const task = createTask(sleep(0))
      yield* task
      return [task.cancel(), task.cancelled(), task.done()]
    }
    expect(runFake(main())).toEqual([false, false, true])
  })

  it('counts its requests, and `uncancel` takes them back', () => {
    function* body(): Coroutine<string> {
      try {
        yield* sleep(100)
      } catch {
        const left = currentTask()?.uncancel()
        yield* sleep(1)
        return `goes on with ${left}`
      }
      return 'slept'
    }
    function* main(): Coroutine<unknown[]> {
      const task = createTask(body())
      yield* sleep(1)
      task.cancel()
      const requests = task.cancelling()
      return [requests, yield* task, task.cancelling()]
    }
    expect(runFake(main())).toEqual([1, 'goes on with 0', 0])
  })

  it('throws CancelledError into who awaits it', () => {
    function* main(): Coroutine<boolean> {
      const task = createTask(sleep(100))
      yield* sleep(1)
      task.cancel()
      try {
        yield* task
      } catch (error) {
        return error instanceof CancelledError
      }
      return false
    }
    expect(runFake(main())).toBe(true)
  })
})
