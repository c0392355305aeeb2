import { describe, expect, it } from 'vitest'
import {
  CancelledError,
  DeadlockError,
  EventLoop,
  Future,
  LoopClosedError,
  Wakeup,
  createTask,
  gather,
  run,
  sleep
} from '../../../../src/main/engine/scheduler/index.ts'
import type { Coroutine, UnhandledReport } from '../../../../src/main/engine/scheduler/index.ts'
import { FakeLoop, runFake } from './fake-loop.ts'

function* fails(message: string): Coroutine<never> {
  throw new Error(message)
}

describe('run', () => {
  it('returns what main returns', async () => {
    function* main(): Coroutine<number> {
      yield* sleep(0)
      return 42
    }
    expect(runFake(main())).toBe(42)
    expect(await run(main())).toBe(42)
  })

  it('throws what main throws, and reports it to nobody else', async () => {
    const fake = new FakeLoop()
    expect(() => fake.run(fails('broken'))).toThrow('broken')
    expect(fake.unhandled).toEqual([])
    const unhandled: UnhandledReport[] = []
    await expect(run(fails('broken'), { onUnhandled: (report) => unhandled.push(report) })).rejects.toThrow(
      'broken'
    )
    expect(unhandled).toEqual([])
  })

  it('cancels what is still pending at the end of main and waits for its clean-up', () => {
    const lines: string[] = []
    function* worker(): Coroutine<void> {
      try {
        yield* sleep(1_000_000)
      } finally {
        lines.push('cleaning')
        yield* sleep(10)
        lines.push('clean')
      }
    }
    function* main(): Coroutine<string> {
      createTask(worker())
      yield* sleep(1)
      lines.push('main ends')
      return 'done'
    }
    const fake = new FakeLoop()
    expect(fake.run(main())).toBe('done')
    expect(lines).toEqual(['main ends', 'cleaning', 'clean'])
    expect(fake.driver.clock.nowMs()).toBe(11)
    expect(fake.unhandled).toEqual([])
  })

  it('lets a task run that was created in the last step of main', () => {
    let ran = false
    function* late(): Coroutine<void> {
      ran = true
    }
    function* main(): Coroutine<void> {
      yield* sleep(0)
      createTask(late())
    }
    runFake(main())
    expect(ran).toBe(true)
  })

  it('reports an error that nobody retrieved once, with the name of its task', () => {
    const fake = new FakeLoop()
    function* main(): Coroutine<void> {
      createTask(fails('lost'), { name: 'fetch prices' })
      yield* sleep(5)
    }
    fake.run(main())
    expect(fake.unhandled).toEqual([
      { kind: 'error_never_retrieved', source: 'fetch prices', error: new Error('lost') }
    ])
  })

  it('does not report an error that was retrieved late', () => {
    const fake = new FakeLoop()
    function* main(): Coroutine<unknown> {
      const task = createTask(fails('late'))
      yield* sleep(5)
      return task.exception()
    }
    expect(fake.run(main())).toEqual(new Error('late'))
    expect(fake.unhandled).toEqual([])
  })

  it('reports a task that swallows its cancellation', () => {
    const fake = new FakeLoop()
    function* stubborn(): Coroutine<string> {
      try {
        yield* sleep(100)
      } catch {
        return 'swallowed'
      }
      return 'slept'
    }
    function* main(): Coroutine<string> {
      const task = createTask(stubborn(), { name: 'stubborn' })
      yield* sleep(1)
      task.cancel()
      return yield* task
    }
    expect(fake.run(main())).toBe('swallowed')
    expect(fake.unhandled).toEqual([{ kind: 'cancellation_swallowed', source: 'stubborn', error: undefined }])
  })

  it('reports a task that fails while it is cancelled at the end', () => {
    const fake = new FakeLoop()
    function* breaks(): Coroutine<void> {
      try {
        yield* sleep(100)
      } finally {
        yield* fails('in clean-up')
      }
    }
    function* main(): Coroutine<void> {
      createTask(breaks(), { name: 'breaks' })
      yield* sleep(1)
    }
    fake.run(main())
    expect(fake.unhandled).toEqual([
      { kind: 'failed_at_shutdown', source: 'breaks', error: new Error('in clean-up') }
    ])
  })

  it('reports a task that was started during the shutdown and is not done when the loop closes', () => {
    const fake = new FakeLoop()
    function* spawns(): Coroutine<void> {
      try {
        yield* sleep(100)
      } finally {
        createTask(sleep(1000), { name: 'too late' })
      }
    }
    function* main(): Coroutine<void> {
      createTask(spawns())
      yield* sleep(1)
    }
    fake.run(main())
    expect(fake.unhandled).toEqual([{ kind: 'pending_at_close', source: 'too late', error: undefined }])
  })

  it('closes the loop, which then takes no more work', () => {
    const fake = new FakeLoop()
    fake.run(sleep(1))
    expect(() => fake.loop.callSoon(() => undefined)).toThrow(LoopClosedError)
    expect(() => fake.loop.callLater(1, () => undefined)).toThrow(LoopClosedError)
    expect(() => fake.loop.createTask(sleep(1))).toThrow(LoopClosedError)
  })

  it('rejects with CancelledError when main is cancelled', () => {
    const fake = new FakeLoop()
    function* main(): Coroutine<void> {
      throw new CancelledError('stop')
    }
    expect(() => fake.run(main())).toThrow(CancelledError)
  })

  it('names what everybody waits for when a fake run cannot go on', () => {
    const fake = new FakeLoop()
    function* main(): Coroutine<void> {
      yield* new Wakeup('a response')
    }
    expect(() => fake.run(main())).toThrow(DeadlockError)
    expect(() => new FakeLoop().run(main())).toThrow(/a response/)
  })

  it('runs several loops at once on one fake clock', () => {
    const first = new FakeLoop()
    const second = new FakeLoop({ driver: first.driver })
    const lines: string[] = []
    function* tick(name: string, ms: number): Coroutine<void> {
      for (let i = 0; i < 2; i++) {
        yield* sleep(ms)
        lines.push(`${name} ${first.driver.clock.nowMs()}`)
      }
    }
    first.loop.createTask(tick('a', 10))
    second.loop.createTask(tick('b', 15))
    first.driver.advance(100)
    expect(lines).toEqual(['a 10', 'b 15', 'a 20', 'b 30'])
    expect(first.driver.clock.nowMs()).toBe(100)
  })

  it('refuses to await a future of another loop', () => {
    const other = new EventLoop({ driver: new FakeLoop().driver })
    function* main(): Coroutine<void> {
      yield* new Future<void>(other)
    }
    expect(() => runFake(main())).toThrow(/another event loop/)
  })

  it('runs the coroutines of gather on a loop driven by Node, with sleeps in the order of their time', async () => {
    const lines: string[] = []
    function* after(ms: number): Coroutine<void> {
      yield* sleep(ms)
      lines.push(`${ms}`)
    }
    function* main(): Coroutine<void> {
      yield* gather([after(6), after(2), after(4)])
    }
    await run(main())
    expect(lines).toEqual(['2', '4', '6'])
  })
})
