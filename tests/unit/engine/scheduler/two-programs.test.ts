import { describe, expect, it } from 'vitest'
import { createTask, run } from '../../../../src/main/engine/scheduler/index.ts'
import type { Coroutine } from '../../../../src/main/engine/scheduler/index.ts'
import { runFake } from './fake-loop.ts'

/** The two programs of docs/scheduler.md, printing into `lines`. */
function programs(lines: string[]) {
  const print = (line: string): number => lines.push(line)

  function* oldTask(): Coroutine<void> {
    print('Old Task: I was scheduled first! Let me run!')
  }
  function* newCoro(): Coroutine<void> {
    print('New Coro: I am running directly! I cut in line!')
  }
  function* main1(): Coroutine<void> {
    createTask(oldTask())
    print('Main: Task scheduled.')
    yield* newCoro()
  }
  function* main2(): Coroutine<void> {
    createTask(oldTask())
    const task2 = createTask(newCoro())
    yield* task2
  }
  return { main1, main2 }
}

const AWAITED_DIRECTLY = [
  'Main: Task scheduled.',
  'New Coro: I am running directly! I cut in line!',
  'Old Task: I was scheduled first! Let me run!'
]
const AWAITED_AS_TASK = [
  'Old Task: I was scheduled first! Let me run!',
  'New Coro: I am running directly! I cut in line!'
]

describe('the two asyncio programs print what CPython prints', () => {
  it('a coroutine awaited directly cuts in line, and the task still runs before the loop stops', () => {
    const lines: string[] = []
    runFake(programs(lines).main1())
    expect(lines).toEqual(AWAITED_DIRECTLY)
  })

  it('tasks run in the order in which they were created', () => {
    const lines: string[] = []
    runFake(programs(lines).main2())
    expect(lines).toEqual(AWAITED_AS_TASK)
  })

  it('a coroutine awaited directly cuts in line on a loop driven by Node too', async () => {
    const lines: string[] = []
    await run(programs(lines).main1())
    expect(lines).toEqual(AWAITED_DIRECTLY)
  })

  it('tasks run in order on a loop driven by Node too', async () => {
    const lines: string[] = []
    await run(programs(lines).main2())
    expect(lines).toEqual(AWAITED_AS_TASK)
  })
})
