import { getPriority } from 'node:os'
import { parentPort, workerData } from 'node:worker_threads'
import { yieldToLanes } from '../../../src/main/run/background-priority.ts'

/** Yields and tells the niceness that its own thread then has. */
const { helpersToo } = workerData as { readonly helpersToo: boolean }
yieldToLanes(helpersToo)
parentPort?.postMessage(getPriority())
