import { NoRunningLoopError } from './errors.ts'
import type { LoopCore } from './loop-core.ts'

/** Set while a pass of a loop runs, null otherwise. One thread may hold many loops, but runs one pass at a time. */
let running: LoopCore | null = null

/** Makes `loop` the running one and returns the one before it, to be restored after the pass. */
export function enterLoop(loop: LoopCore | null): LoopCore | null {
  const previous = running
  running = loop
  return previous
}

/** The loop whose pass is running. Throws NoRunningLoopError outside of a pass. */
export function getRunningLoop(): LoopCore {
  if (running === null) throw new NoRunningLoopError('No event loop is running here')
  return running
}
