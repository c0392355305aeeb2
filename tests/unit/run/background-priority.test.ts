import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

interface Niceness {
  readonly before: number
  readonly main: number
  readonly thread: number
  readonly helpers: readonly number[]
}

const YIELDED = 10
const isLinux = process.platform === 'linux'

describe('yieldToLanes, where threads have priorities', () => {
  it('lets the lanes go before the thread that yields', async () => {
    const { before, main, thread, helpers } = await yieldInProcess()
    expect(main).toBe(before)
    expect(thread).toBe(isLinux ? YIELDED : before)
    expect(new Set(helpers)).toEqual(new Set(isLinux ? [before] : []))
  })

  it('lets them go before the helpers of V8, too, if asked', async () => {
    const { before, main, thread, helpers } = await yieldInProcess('helpers-too')
    expect(main).toBe(before)
    expect(thread).toBe(isLinux ? YIELDED : before)
    expect(new Set(helpers)).toEqual(new Set(isLinux ? [YIELDED] : []))
  })
})

async function yieldInProcess(...words: string[]): Promise<Niceness> {
  const script = fileURLToPath(new URL('./background-process.ts', import.meta.url))
  const [niceness] = (await once(fork(script, words, { execArgv: [] }), 'message')) as [Niceness]
  return niceness
}
