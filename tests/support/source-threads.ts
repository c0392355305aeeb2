import { Worker } from 'node:worker_threads'
import type { ThreadFactory } from '../../src/main/run/index.ts'

/** The threads of a run straight from the sources, without a build. */
export const sourceThreads: ThreadFactory = {
  lane: (options) => new Worker(new URL('../../src/main/engine/lane-thread.ts', import.meta.url), options),
  recorder: (options) =>
    new Worker(new URL('../../src/main/run/recorder-thread.ts', import.meta.url), options),
  metronome: (options) =>
    new Worker(new URL('../../src/main/engine/metronome-thread.ts', import.meta.url), options)
}
