export { FakeClock, SystemClock } from './clock.ts'
export type { Clock } from './clock.ts'
export { createTask } from './create-task.ts'
export {
  CancelledError,
  DeadlockError,
  InvalidStateError,
  LoopClosedError,
  NoRunningLoopError,
  NotAwaitableError,
  QueueEmptyError,
  QueueFullError,
  TaskGroupError,
  TimeoutError
} from './errors.ts'
export type { DrivenLoop, Driver, DriverPort } from './driver.ts'
export { EventLoop } from './event-loop.ts'
export type { EventLoopOptions, LoopSnapshot, SlowStep } from './event-loop.ts'
export { Event } from './event.ts'
export { FakeDriver } from './fake-driver.ts'
export { fromPromise } from './from-promise.ts'
export { Future } from './future.ts'
export { gather } from './gather.ts'
export type { UnhandledReport } from './loop-core.ts'
export { NodeDriver } from './node-driver.ts'
export { Queue } from './queue.ts'
export { run } from './run.ts'
export { getRunningLoop } from './running-loop.ts'
export { Semaphore } from './semaphore.ts'
export { shield } from './shield.ts'
export { sleep } from './sleep.ts'
export type { Awaitable, Coroutine } from './suspension.ts'
export { TaskGroup } from './task-group.ts'
export { Task, currentTask } from './task.ts'
export { timeout } from './timeout.ts'
export type { Deadline } from './timeout.ts'
export { Timer, TimerNode } from './timers.ts'
export { waitFor } from './wait-for.ts'
export { Wakeup } from './wakeup.ts'
