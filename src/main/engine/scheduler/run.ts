import { EventLoop } from './event-loop.ts'
import type { EventLoopOptions } from './event-loop.ts'
import type { Awaitable } from './suspension.ts'

/** `asyncio.run`: makes an event loop, runs `main` to its end, cancels and awaits what is left, closes the loop. */
export function run<T>(main: Awaitable<T>, options?: EventLoopOptions): Promise<T> {
  return new EventLoop(options).run(main)
}
