import { Worker } from 'node:worker_threads'
import type { ThreadFactory } from '../../src/main/run/index.ts'

/** The threads of a run straight from the sources, without a build. */
export const rehearsedThreads: ThreadFactory = {
  lane: (options) => new Worker(new URL('../../src/main/engine/lane-thread.ts', import.meta.url), options),
  recorder: (options) =>
    new Worker(new URL('../../src/main/run/recorder-thread.ts', import.meta.url), options),
  metronome: (options) =>
    new Worker(new URL('../../src/main/engine/metronome-thread.ts', import.meta.url), options)
}

/** The same for tests that judge no latency: rehearsing takes a fifth of the processor time of a short run. */
export const sourceThreads: ThreadFactory = {
  ...rehearsedThreads,
  lane: (options) =>
    rehearsedThreads.lane({
      ...options,
      workerData: { ...(options.workerData as object), rehearsal: null }
    })
}
