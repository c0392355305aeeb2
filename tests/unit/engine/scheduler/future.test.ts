import { describe, expect, it } from 'vitest'
import {
  CancelledError,
  Future,
  InvalidStateError,
  createTask,
  fromPromise,
  run,
  sleep
} from '../../../../src/main/engine/scheduler/index.ts'
import type { Coroutine, UnhandledReport } from '../../../../src/main/engine/scheduler/index.ts'
import { FakeLoop, runFake } from './fake-loop.ts'

describe('a future', () => {
  it('is pending, then has one outcome for ever', () => {
    const { loop } = new FakeLoop()
    const future = new Future<number>(loop)
    expect(future.done()).toBe(false)
    expect(() => future.result()).toThrow(InvalidStateError)
    expect(() => future.exception()).toThrow(InvalidStateError)
    future.setResult(3)
    expect([future.done(), future.cancelled(), future.result(), future.exception()]).toEqual([
      true,
      false,
      3,
      undefined
    ])
    expect(() => future.setResult(4)).toThrow(InvalidStateError)
    expect(() => future.setException(new Error())).toThrow(InvalidStateError)
    expect(future.cancel()).toBe(false)
  })

  it('gives its error, and counts it as retrieved', () => {
    const fake = new FakeLoop()
    const asked = new Future<number>(fake.loop)
    const awaited = new Future<number>(fake.loop)
    const lost = new Future<number>(fake.loop, 'lookup')
    asked.setException(new Error('asked'))
    awaited.setException(new Error('awaited'))
    lost.setException(new Error('lost'))
    expect(asked.exception()).toEqual(new Error('asked'))
    expect(() => awaited.result()).toThrow('awaited')
    fake.loop.close()
    fake.loop.close()
    expect(fake.unhandled).toEqual([
      { kind: 'error_never_retrieved', source: 'lookup', error: new Error('lost') }
    ])
  })

  it('throws CancelledError once it is cancelled', () => {
    const future = new Future<number>(new FakeLoop().loop)
    expect(future.cancel('enough')).toBe(true)
    expect(future.cancelled()).toBe(true)
    expect(() => future.result()).toThrow(CancelledError)
    expect(() => future.exception()).toThrow('enough')
  })

  it('calls back through the ready queue, in order, and also when it is done already', () => {
    const { loop, driver } = new FakeLoop()
    const lines: string[] = []
    const future = new Future<string>(loop)
    future.addDoneCallback((done) => lines.push(`first ${done.result()}`))
    future.addDoneCallback(() => lines.push('second'))
    future.setResult('x')
    future.addDoneCallback(() => lines.push('late'))
    expect(lines).toEqual([])
    driver.runUntilIdle()
    expect(lines).toEqual(['first x', 'second', 'late'])
  })

  it('reports a callback that throws, and the others run', () => {
    const fake = new FakeLoop()
    const lines: string[] = []
    const future = new Future<void>(fake.loop)
    future.addDoneCallback(function breaks() {
      throw new Error('oops')
    })
    future.addDoneCallback(() => lines.push('runs'))
    future.setResult()
    fake.driver.runUntilIdle()
    expect(lines).toEqual(['runs'])
    expect(fake.unhandled).toEqual([{ kind: 'callback_failed', source: 'breaks', error: new Error('oops') }])
  })

  it('wakes tasks and callbacks in the order in which they came', () => {
    const lines: string[] = []
    function* waits(future: Future<void>, name: string): Coroutine<void> {
      yield* future
      lines.push(name)
    }
    function* main(): Coroutine<void> {
      const future = new Future<void>()
      createTask(waits(future, 'task 1'))
      yield* sleep(0)
      future.addDoneCallback(() => lines.push('callback'))
      createTask(waits(future, 'task 2'))
      yield* sleep(0)
      future.setResult()
      yield* sleep(0)
    }
    runFake(main())
    expect(lines).toEqual(['task 1', 'callback', 'task 2'])
  })
})

describe('fromPromise', () => {
  it('gives the value or the error of the promise', async () => {
    function* main(): Coroutine<unknown[]> {
      const value = yield* fromPromise(Promise.resolve(5))
      try {
        yield* fromPromise(Promise.reject(new Error('no')))
      } catch (error) {
        return [value, error]
      }
      return []
    }
    expect(await run(main())).toEqual([5, new Error('no')])
  })

  it('drops the outcome when the wait was cancelled', async () => {
    const unhandled: UnhandledReport[] = []
    let reject = (_error: Error): void => undefined
    const promise = new Promise<void>((_resolve, rejectPromise) => (reject = rejectPromise))
    function* waits(): Coroutine<void> {
      yield* fromPromise(promise)
    }
    function* main(): Coroutine<boolean> {
      const task = createTask(waits())
      yield* sleep(0)
      task.cancel()
      yield* sleep(0)
      reject(new Error('too late'))
      yield* fromPromise(Promise.resolve())
      return task.cancelled()
    }
    expect(await run(main(), { onUnhandled: (report) => unhandled.push(report) })).toBe(true)
    expect(unhandled).toEqual([])
  })
})
