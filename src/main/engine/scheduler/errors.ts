/** Every error of the scheduler carries one of these; they never change. Match on `code`, never on text. */
type SchedulerErrorCode =
  | 'task_cancelled'
  | 'wait_timeout'
  | 'invalid_state'
  | 'not_awaitable'
  | 'no_running_loop'
  | 'loop_closed'
  | 'deadlock'
  | 'task_group'
  | 'queue_empty'
  | 'queue_full'

/** Thrown at the yield point of a task that was cancelled. Let it pass: a task that swallows it is reported. */
export class CancelledError extends Error {
  override readonly name = 'CancelledError'
  readonly code: SchedulerErrorCode = 'task_cancelled'

  constructor(message = 'The task was cancelled') {
    super(message)
  }
}

/** A `timeout` block or a `waitFor` took longer than it was given. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError'
  readonly code: SchedulerErrorCode = 'wait_timeout'
}

/** The operation does not fit the state of the object: a result set twice, read too early, two waiters on one. */
export class InvalidStateError extends Error {
  override readonly name = 'InvalidStateError'
  readonly code: SchedulerErrorCode = 'invalid_state'
}

/** A coroutine yielded something that cannot be awaited, usually `yield x` where `yield* x` was meant. */
export class NotAwaitableError extends TypeError {
  override readonly name = 'NotAwaitableError'
  readonly code: SchedulerErrorCode = 'not_awaitable'
}

/** A function that needs the running event loop was called outside of it. */
export class NoRunningLoopError extends Error {
  override readonly name = 'NoRunningLoopError'
  readonly code: SchedulerErrorCode = 'no_running_loop'
}

/** The event loop is closed and takes no work any more. */
export class LoopClosedError extends Error {
  override readonly name = 'LoopClosedError'
  readonly code: SchedulerErrorCode = 'loop_closed'
}

/** On a fake clock only: nothing is ready, no timer is set, and the awaited task is not done. */
export class DeadlockError extends Error {
  override readonly name = 'DeadlockError'
  readonly code: SchedulerErrorCode = 'deadlock'
}

/** What the tasks and the body of a task group failed with, cancellation left out. */
export class TaskGroupError extends AggregateError {
  override readonly name = 'TaskGroupError'
  readonly code: SchedulerErrorCode = 'task_group'
}

/** `Queue.getNowait` found nothing. */
export class QueueEmptyError extends Error {
  override readonly name = 'QueueEmptyError'
  readonly code: SchedulerErrorCode = 'queue_empty'
}

/** `Queue.putNowait` found no room. */
export class QueueFullError extends Error {
  override readonly name = 'QueueFullError'
  readonly code: SchedulerErrorCode = 'queue_full'
}
