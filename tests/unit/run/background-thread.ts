import { getPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'
import { yieldToLanes } from '../../../src/main/run/background-priority.ts'

/** Yields and tells the niceness that its own thread then has. */
yieldToLanes()
parentPort?.postMessage(getPriority())
