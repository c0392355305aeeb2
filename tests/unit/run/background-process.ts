import { once } from 'node:events'
import { readFileSync, readdirSync } from 'node:fs'
import { getPriority } from 'node:os'
import { Worker } from 'node:worker_threads'

/** A process of its own, because the niceness of V8's helpers cannot be taken back: tells what a thread that yields changes. */
const before = getPriority()
const helpersToo = process.argv[2] === 'helpers-too'
const worker = new Worker(new URL('./background-thread.ts', import.meta.url), { workerData: { helpersToo } })
const [thread] = (await once(worker, 'message')) as [number]
await worker.terminate()
process.send?.({
  before,
  main: getPriority(),
  thread,
  helpers: process.platform === 'linux' ? helpers() : []
})
process.disconnect()

/** Fields of `/proc/PID/stat` are counted from 1; the second, in parentheses, may hold blanks (proc(5)). */
function helpers(): number[] {
  return readdirSync('/proc/self/task')
    .map((id) => readFileSync(`/proc/self/task/${id}/stat`, 'latin1'))
    .filter((stat) => stat.includes('(V8Worker)'))
    .map((stat) => Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16]))
}
