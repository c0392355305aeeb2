import { parentPort, workerData } from 'node:worker_threads'
import { RunClock } from '../../../src/main/engine/run-clock.ts'

/** Answers each message with the run's time as this thread sees it. */
const clock = new RunClock()
clock.startAt(workerData as bigint)
parentPort?.on('message', () => parentPort?.postMessage(clock.nowMs()))
