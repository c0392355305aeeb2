import { Worker } from 'node:worker_threads'
import type { LaneCommand } from '../../src/main/engine/lane-protocol.ts'
import type { ThreadFactory } from '../../src/main/run/index.ts'
import { rehearsedThreads } from './source-threads.ts'
import type { TappedRequests } from './tapped-requests.ts'

/** Says when the run starts, which the lane learns with its command to go. */
export function announcing(threads: ThreadFactory, onGo: (startNs: bigint) => void): ThreadFactory {
  return {
    ...threads,
    lane: (options) => {
      const worker = threads.lane(options)
      const post = worker.postMessage.bind(worker)
      worker.postMessage = (command: LaneCommand) => {
        if (command.kind === 'go') onGo(command.startNs)
        post(command)
      }
      return worker
    }
  }
}

/** The real threads, with a copy of every record of the lane; see tapped-lane. */
export function tappedThreads(tap: TappedRequests): ThreadFactory {
  return {
    ...rehearsedThreads,
    lane: (options) =>
      new Worker(new URL('./tapped-lane.ts', import.meta.url), {
        ...options,
        workerData: { ...(options.workerData as object), tap: tap.buffer }
      })
  }
}
