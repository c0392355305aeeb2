import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

interface Niceness {
  readonly before: number
  readonly main: number
  readonly thread: number
  readonly helpers: readonly number[]
}

const YIELDED = 10

it('lets the lanes go before the thread that yields and before the helpers of V8, where threads have priorities', async () => {
  const script = fileURLToPath(new URL('./background-process.ts', import.meta.url))
  const [niceness] = (await once(fork(script, [], { execArgv: [] }), 'message')) as [Niceness]
  const { before, main, thread, helpers } = niceness
  expect(main).toBe(before)
  if (process.platform === 'linux') {
    expect(thread).toBe(YIELDED)
    expect(helpers.length).toBeGreaterThan(0)
    expect(new Set(helpers)).toEqual(new Set([YIELDED]))
  } else expect(thread).toBe(before)
})
