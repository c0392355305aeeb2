import { once } from 'node:events'
import { Worker } from 'node:worker_threads'
import { writeReproducer } from './corpus.ts'
import { CaseBoard } from './case-board.ts'
import { targetOf } from './targets/index.ts'
import type { FuzzOrder, FuzzResult } from './fuzz-thread.ts'

/** An input that takes longer than this is taken to go on for ever; the slowest of the corpus take milliseconds. */
const HANG_MS = 60_000
/** What the targets need for inputs of a few kilobytes, many times over. */
const HEAP_MB = 512

export interface ThreadReport {
  readonly cases: number
  readonly outcomes: number
  readonly elapsedMs: number
  /** Of the thread; far less than the elapsed time on a busy machine. Unknown for one that had to be ended. */
  readonly cpuMs: number | null
  readonly finding: { readonly message: string; readonly file: string } | null
}

/**
 * Fuzzes one target for a time in a thread of its own, so that an input that never ends or takes all memory is a
 * finding like any other.
 */
export async function fuzzInThread(name: string, seed: number, budgetMs: number): Promise<ThreadReport> {
  const target = targetOf(name)
  const board = new CaseBoard()
  const order: FuzzOrder = { name, seed, budgetMs, board: board.memory }
  const startedMs = performance.now()
  const thread = new Worker(new URL('./fuzz-thread.ts', import.meta.url), {
    workerData: order,
    resourceLimits: { maxOldGenerationSizeMb: HEAP_MB }
  })
  const failed = new AbortController()
  let failure = ''
  const fail = (message: string): void => {
    failure = message
    failed.abort()
  }
  thread.once('error', (error) => fail(error.message))
  const watch = setInterval(() => {
    // Before the first case the thread is still being loaded.
    if (board.cases > 0 && board.msSinceProgress(performance.now()) > HANG_MS)
      fail(`no end after ${HANG_MS / 1000} s`)
  }, 500)
  try {
    const [result]: FuzzResult[] = await once(thread, 'message', { signal: failed.signal })
    if (result === undefined) throw new Error('the thread said nothing')
    const { cases, outcomes, cpuMs, finding } = result
    const report = { cases, outcomes, cpuMs, elapsedMs: performance.now() - startedMs }
    if (finding === null) return { ...report, finding }
    return { ...report, finding: { message: finding.message, file: writeReproducer(target, finding.input) } }
  } catch (error) {
    if (failure === '') throw error
    const file = writeReproducer(target, board.input())
    const elapsedMs = performance.now() - startedMs
    const report = { cases: board.cases, outcomes: 0, cpuMs: null, elapsedMs }
    return { ...report, finding: { message: failure, file } }
  } finally {
    clearInterval(watch)
    await thread.terminate()
  }
}
