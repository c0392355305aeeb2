import { describe, expect, it } from 'vitest'
import {
  Event,
  Queue,
  QueueEmptyError,
  QueueFullError,
  Semaphore,
  createTask,
  gather,
  sleep
} from '../../../../src/main/engine/scheduler/index.ts'
import type { Coroutine } from '../../../../src/main/engine/scheduler/index.ts'
import { FakeLoop, runFake } from './fake-loop.ts'

describe('a semaphore', () => {
  it('lets no more than its permits in, first come, first served', () => {
    const semaphore = new Semaphore(2)
    const order: number[] = []
    let inside = 0
    let most = 0
    function* work(i: number): Coroutine<void> {
      order.push(i)
      most = Math.max(most, ++inside)
      yield* sleep(10)
      inside--
    }
    function* main(): Coroutine<void> {
      yield* gather([0, 1, 2, 3, 4].map((i) => semaphore.hold(work(i))))
    }
    const fake = new FakeLoop()
    fake.run(main())
    expect(order).toEqual([0, 1, 2, 3, 4])
    expect(most).toBe(2)
    expect(fake.driver.clock.nowMs()).toBe(30)
    expect(semaphore.locked()).toBe(false)
  })

  it('does not let a newcomer take the permit that was promised to a waiter', () => {
    const semaphore = new Semaphore(1)
    const order: string[] = []
    function* takes(name: string): Coroutine<void> {
      yield* semaphore.acquire()
      order.push(name)
      semaphore.release()
    }
    function* main(): Coroutine<void> {
      yield* semaphore.acquire()
      const waiter = createTask(takes('waiter'))
      yield* sleep(0)
      semaphore.release()
      expect(semaphore.locked()).toBe(true)
      yield* takes('newcomer')
      yield* waiter
    }
    runFake(main())
    expect(order).toEqual(['waiter', 'newcomer'])
  })

  it('hands the permit of a waiter on that was cancelled, before or after it was promised', () => {
    function* main(): Coroutine<boolean[]> {
      const semaphore = new Semaphore(1)
      yield* semaphore.acquire()
      const early = createTask(semaphore.acquire())
      const promised = createTask(semaphore.acquire())
      const last = createTask(semaphore.acquire())
      yield* sleep(0)
      early.cancel()
      semaphore.release()
      promised.cancel()
      yield* sleep(1)
      return [early.cancelled(), promised.cancelled(), last.done() && !last.cancelled(), semaphore.locked()]
    }
    expect(runFake(main())).toEqual([true, true, true, true])
  })

  it('gives the permit back when the body fails', () => {
    const semaphore = new Semaphore(1)
    function* fails(): Coroutine<void> {
      throw new Error('inside')
    }
    expect(() => runFake(semaphore.hold(fails()))).toThrow('inside')
    expect(semaphore.locked()).toBe(false)
  })

  it('has at least no permits', () => {
    expect(() => new Semaphore(-1)).toThrow(RangeError)
    expect(new Semaphore(0).locked()).toBe(true)
  })
})

describe('an event', () => {
  it('wakes all who wait, in order, and holds nobody up while it is set', () => {
    const event = new Event()
    const order: string[] = []
    function* waits(name: string): Coroutine<void> {
      yield* event.wait()
      order.push(name)
    }
    function* main(): Coroutine<void> {
      const tasks = [createTask(waits('a')), createTask(waits('b'))]
      yield* sleep(1)
      expect(order).toEqual([])
      event.set()
      event.clear()
      yield* gather(tasks)
      event.set()
      yield* waits('c')
    }
    runFake(main())
    expect(order).toEqual(['a', 'b', 'c'])
    expect(event.isSet()).toBe(true)
  })

  it('forgets a waiter that was cancelled', () => {
    const event = new Event()
    function* main(): Coroutine<boolean[]> {
      const gone = createTask(event.wait())
      const stays = createTask(event.wait())
      yield* sleep(0)
      gone.cancel()
      event.set()
      yield* stays
      return [gone.cancelled(), stays.cancelled()]
    }
    expect(runFake(main())).toEqual([true, false])
  })
})

describe('a queue', () => {
  it('gives items out in the order in which they were put, undefined among them', () => {
    const queue = new Queue<number | undefined>()
    function* main(): Coroutine<(number | undefined)[]> {
      for (const item of [1, undefined, 3]) yield* queue.put(item)
      return [yield* queue.get(), yield* queue.get(), yield* queue.get()]
    }
    expect(runFake(main())).toEqual([1, undefined, 3])
    expect(queue.empty()).toBe(true)
  })

  it('makes getters wait for items, first come, first served', () => {
    const queue = new Queue<string>()
    function* main(): Coroutine<string[]> {
      const getters = [createTask(queue.get()), createTask(queue.get())]
      yield* sleep(1)
      queue.putNowait('a')
      queue.putNowait('b')
      return yield* gather(getters)
    }
    expect(runFake(main())).toEqual(['a', 'b'])
  })

  it('makes putters wait for room when it is bounded', () => {
    const queue = new Queue<number>(2)
    const sizes: number[] = []
    function* produce(): Coroutine<void> {
      for (let i = 0; i < 5; i++) {
        yield* queue.put(i)
        sizes.push(queue.size)
      }
    }
    function* main(): Coroutine<number[]> {
      const producer = createTask(produce())
      yield* sleep(1)
      expect(queue.full()).toBe(true)
      const got: number[] = []
      for (let i = 0; i < 5; i++) got.push(yield* queue.get())
      yield* producer
      return got
    }
    expect(runFake(main())).toEqual([0, 1, 2, 3, 4])
    expect(Math.max(...sizes)).toBe(2)
  })

  it('refuses what cannot be done now', () => {
    const queue = new Queue<number>(1)
    expect(() => queue.getNowait()).toThrow(QueueEmptyError)
    queue.putNowait(1)
    expect(() => queue.putNowait(2)).toThrow(QueueFullError)
    expect(() => new Queue(-1)).toThrow(RangeError)
  })

  it('is joined when every item that was put is done', () => {
    const queue = new Queue<number>()
    const fake = new FakeLoop()
    function* worker(): Coroutine<void> {
      for (;;) {
        yield* queue.get()
        yield* sleep(10)
        queue.taskDone()
      }
    }
    function* main(): Coroutine<number> {
      yield* queue.join()
      for (let i = 0; i < 4; i++) queue.putNowait(i)
      createTask(worker())
      createTask(worker())
      yield* queue.join()
      return fake.loop.nowMs()
    }
    expect(fake.run(main())).toBe(20)
    expect(() => queue.taskDone()).toThrow(RangeError)
  })

  it('hands the item of a getter on that was woken and cancelled', () => {
    const queue = new Queue<string>()
    function* main(): Coroutine<string> {
      const gone = createTask(queue.get())
      const next = createTask(queue.get())
      yield* sleep(0)
      queue.putNowait('item')
      gone.cancel()
      return yield* next
    }
    expect(runFake(main())).toBe('item')
  })

  it('hands the room of a putter on that was woken and cancelled', () => {
    const queue = new Queue<string>(1)
    function* main(): Coroutine<string[]> {
      queue.putNowait('first')
      const gone = createTask(queue.put('gone'))
      const next = createTask(queue.put('next'))
      yield* sleep(0)
      const first = queue.getNowait()
      gone.cancel()
      yield* next
      return [first, queue.getNowait()]
    }
    expect(runFake(main())).toEqual(['first', 'next'])
  })
})
