import { describe, expect, it } from 'vitest'
import {
  CancelledError,
  InvalidStateError,
  TaskGroup,
  TaskGroupError,
  createTask,
  currentTask,
  sleep,
  timeout
} from '../../../../src/main/engine/scheduler/index.ts'
import type { Coroutine, Task } from '../../../../src/main/engine/scheduler/index.ts'
import { FakeLoop, runFake } from './fake-loop.ts'

function* failsAfter(ms: number, message: string): Coroutine<never> {
  yield* sleep(ms)
  throw new Error(message)
}

/** The messages of the errors of a task group. */
function* failures(group: Coroutine<unknown>): Coroutine<string[]> {
  try {
    yield* group
  } catch (error) {
    if (error instanceof TaskGroupError) return error.errors.map((each) => String(each.message))
    throw error
  }
  return []
}

describe('a task group', () => {
  it('ends when its body and all its tasks have ended, also those made by its tasks', () => {
    const fake = new FakeLoop()
    const ends: number[] = []
    function* noteAfter(ms: number): Coroutine<void> {
      yield* sleep(ms)
      ends.push(fake.loop.nowMs())
    }
    function* body(group: TaskGroup): Coroutine<string> {
      group.createTask(
        (function* () {
          yield* sleep(10)
          group.createTask(noteAfter(20))
        })()
      )
      group.createTask(noteAfter(5))
      yield* sleep(1)
      return 'body'
    }
    function* main(): Coroutine<unknown[]> {
      return [yield* new TaskGroup().run(body), fake.loop.nowMs()]
    }
    expect(fake.run(main())).toEqual(['body', 30])
    expect(ends).toEqual([5, 30])
  })

  it('without tasks does not even yield', () => {
    function* body(): Coroutine<number> {
      return 1
    }
    const step = new FakeLoop()
    function* main(): Coroutine<number> {
      const before = step.loop.inspect().passes
      yield* new TaskGroup().run(body)
      return step.loop.inspect().passes - before
    }
    expect(step.run(main())).toBe(0)
  })

  it('cancels the other tasks and the body when one task fails', () => {
    const fake = new FakeLoop()
    const lines: string[] = []
    function* sibling(): Coroutine<void> {
      try {
        yield* sleep(1000)
      } finally {
        lines.push('sibling')
      }
    }
    function* body(group: TaskGroup): Coroutine<void> {
      group.createTask(sibling())
      group.createTask(failsAfter(10, 'broken'))
      try {
        yield* sleep(500)
      } finally {
        lines.push('body')
      }
    }
    function* main(): Coroutine<unknown[]> {
      const messages = yield* failures(new TaskGroup().run(body))
      return [messages, fake.loop.nowMs(), currentTask()?.cancelling()]
    }
    expect(fake.run(main())).toEqual([['broken'], 10, 0])
    expect(lines.sort()).toEqual(['body', 'sibling'])
    expect(fake.unhandled).toEqual([])
  })

  it('collects every error that is not a cancellation, the body last', () => {
    function* alsoFails(): Coroutine<void> {
      try {
        yield* sleep(1000)
      } finally {
        yield* failsAfter(1, 'in clean-up')
      }
    }
    function* body(group: TaskGroup): Coroutine<void> {
      group.createTask(alsoFails())
      yield* failsAfter(5, 'of the body')
    }
    expect(runFake(failures(new TaskGroup().run(body)))).toEqual(['in clean-up', 'of the body'])
  })

  it('waits for the ends of its tasks when it is cancelled, then passes the cancellation on', () => {
    const lines: string[] = []
    function* cleans(): Coroutine<void> {
      try {
        yield* sleep(1000)
      } finally {
        yield* sleep(5)
        lines.push('clean')
      }
    }
    function* body(group: TaskGroup): Coroutine<void> {
      group.createTask(cleans())
    }
    function* main(): Coroutine<boolean> {
      const task = createTask(new TaskGroup().run(body))
      yield* sleep(1)
      task.cancel()
      task.addDoneCallback(() => lines.push('group'))
      yield* sleep(10)
      return task.cancelled()
    }
    expect(runFake(main())).toBe(true)
    expect(lines).toEqual(['clean', 'group'])
  })

  it('inside a timeout ends in time with all its tasks', () => {
    const tasks: Task<void>[] = []
    function* body(group: TaskGroup): Coroutine<void> {
      tasks.push(group.createTask(sleep(1000)), group.createTask(sleep(2000)))
    }
    expect(() => runFake(timeout(10, new TaskGroup().run(body)))).toThrow('Not done within 10 ms')
    expect(tasks.map((task) => task.cancelled())).toEqual([true, true])
  })

  it('does not lose a cancellation from outside behind its errors', () => {
    const lines: string[] = []
    function* fails(): Coroutine<void> {
      try {
        yield* sleep(1000)
      } finally {
        yield* failsAfter(0, 'in clean-up')
      }
    }
    function* body(group: TaskGroup): Coroutine<void> {
      group.createTask(fails())
    }
    function* parent(): Coroutine<void> {
      lines.push(...(yield* failures(new TaskGroup().run(body))))
      yield* sleep(1)
      lines.push('never')
    }
    function* main(): Coroutine<boolean> {
      const task = createTask(parent())
      yield* sleep(1)
      task.cancel()
      yield* sleep(10)
      return task.cancelled()
    }
    expect(runFake(main())).toBe(true)
    expect(lines).toEqual(['in clean-up'])
  })

  it('lets a task be cancelled alone', () => {
    function* body(group: TaskGroup): Coroutine<string> {
      const task = group.createTask(sleep(1000))
      yield* sleep(1)
      task.cancel()
      yield* sleep(1)
      return 'unharmed'
    }
    expect(runFake(new TaskGroup().run(body))).toBe('unharmed')
  })

  it('throws CancelledError that the body itself throws', () => {
    function* body(): Coroutine<void> {
      throw new CancelledError()
    }
    expect(() => runFake(new TaskGroup().run(body))).toThrow(CancelledError)
  })

  it('takes tasks only while it is open, and runs once', () => {
    const group = new TaskGroup()
    expect(() => group.createTask(sleep(1))).toThrow(InvalidStateError)
    function* main(): Coroutine<void> {
      yield* group.run(() => sleep(1))
      expect(() => group.createTask(sleep(1))).toThrow(/closed/)
      yield* group.run(() => sleep(1))
    }
    expect(() => runFake(main())).toThrow(InvalidStateError)
  })
})
