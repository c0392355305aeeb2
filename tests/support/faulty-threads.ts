import { Worker } from 'node:worker_threads'
import type { ThreadFactory } from '../../src/main/run/index.ts'
import { sourceThreads } from './source-threads.ts'

export type ThreadFault =
  | 'exit-before-ready'
  | 'throw-before-ready'
  | 'exit-after-ready'
  | 'exit-while-running'
  | 'throw-while-running'
  | 'hang-while-running'
  /** 150 ms without a yield. */
  | 'spin-while-running'
  | 'exit-instead-of-ended'
  | 'exit-instead-of-created'

const MODULES = {
  lane: '../../src/main/engine/lane-thread.ts',
  recorder: '../../src/main/run/recorder-thread.ts'
} as const

/** The threads of a run, one of which has a fault: the recorder or the lane made first. */
export function threadsWithFault(which: 'lane' | 'recorder', fault: ThreadFault, delayMs = 0): ThreadFactory {
  let made = 0
  const create: ThreadFactory['lane'] = (options) => {
    if (made++ > 0) return sourceThreads[which](options)
    const module = new URL(MODULES[which], import.meta.url).href
    const argv = [module, fault, String(delayMs)]
    return new Worker(new URL('./dying-thread.ts', import.meta.url), { ...options, argv })
  }
  return { ...sourceThreads, [which]: create }
}
