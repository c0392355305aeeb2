import { readFileSync, readdirSync } from 'node:fs'
import { setPriority } from 'node:os'

/** A thread of this niceness gets a tenth of a processor for which a lane asks, too, and all of it otherwise. */
const BACKGROUND_NICENESS = 10

/** What Node calls the threads that compile and collect garbage for all others. */
const HELPER_NAME = 'V8Worker'

/**
 * Lets the lanes go first: lowers the priority of the calling thread for good. On a machine with few cores the start of a
 * request otherwise waits for a second to be merged and written.
 *
 * Linux alone has a priority for each thread; elsewhere that of the whole process would change, so nothing is done.
 *
 * @param helpersToo V8's helpers as well, so that nothing waits for code to be compiled: for a run whose starts have a
 *   schedule. One that only wants to be fast is so the sooner the sooner its code is compiled.
 */
export function yieldToLanes(helpersToo: boolean): void {
  if (process.platform !== 'linux') return
  try {
    setPriority(BACKGROUND_NICENESS)
    if (!helpersToo) return
    for (const thread of helperThreads()) setPriority(thread, BACKGROUND_NICENESS)
  } catch {
    // Not allowed here, or a helper has just ended: the threads keep the priority that they have.
  }
}

function helperThreads(): number[] {
  return readdirSync('/proc/self/task')
    .filter((thread) => readFileSync(`/proc/self/task/${thread}/comm`, 'utf8').startsWith(HELPER_NAME))
    .map(Number)
}
