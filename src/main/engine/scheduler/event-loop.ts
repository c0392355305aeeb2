import type { Clock } from './clock.ts'
import type { Driver, DriverPort, DrivenLoop } from './driver.ts'
import { LoopClosedError } from './errors.ts'
import { CallHandle, TimerHandle } from './handles.ts'
import { LiveTasks } from './live-tasks.ts'
import type { TasksByWait } from './live-tasks.ts'
import type { Failure, LiveTask, LoopCore, UnhandledReport } from './loop-core.ts'
import { startMain } from './main-run.ts'
import { NodeDriver } from './node-driver.ts'
import { RingBuffer } from './ring-buffer.ts'
import type { Runnable } from './runnable.ts'
import { enterLoop } from './running-loop.ts'
import type { Awaitable } from './suspension.ts'
import { Task } from './task.ts'
import type { TaskOptions } from './task.ts'
import { Timers } from './timers.ts'
import { UnretrievedFailures } from './unretrieved-failures.ts'

export interface SlowStep {
  /** The task (or callback) that kept the loop. */
  readonly taskName: string
  readonly durationMs: number
  /** When the step ended, by the loop's clock. */
  readonly atMs: number
}

export interface EventLoopOptions {
  /** The driver's clock by default. Give one to put a loop of Node's own driver on a run's common time. */
  readonly clock?: Clock
  /** Node's event loop by default. */
  readonly driver?: Driver
  /** A step that takes longer is reported. 50 by default. */
  readonly slowStepMs?: number
  /** Hears of each slow step, after its pass step. A process warning by default. */
  readonly onSlowStep?: (step: SlowStep) => void
  /** Hears of each error that nobody handles. A process warning by default. */
  readonly onUnhandled?: (report: UnhandledReport) => void
}

export interface LoopSnapshot {
  readonly nowMs: number
  readonly readyCount: number
  readonly timerCount: number
  readonly taskCount: number
  readonly tasksByWait: readonly TasksByWait[]
  /** Tasks made so far. */
  readonly tasksCreated: number
  readonly passes: number
  readonly steps: number
  readonly slowSteps: number
  /** Null before the first step that took any time. */
  readonly slowestStep: SlowStep | null
}

/**
 * The event loop: one ready queue, one heap of timers, one task at a time.
 *
 *      Node: I/O, setImmediate, setTimeout              the same, later
 *              |                                             ^
 *              v                                             | what became ready meanwhile
 *   pass:  due timers -> ready queue -> run the n steps that are ready now -> (requestPass, armTimer)
 *
 * Invariants: a pass runs what was ready when it began, after the timers that were due then, and nothing else, so
 * that neither timers nor I/O wait for tasks that keep each other busy; a pass never runs within a pass; whenever
 * something is ready and no pass runs, a pass is requested from the driver.
 */
export class EventLoop implements LoopCore, DrivenLoop {
  readonly timers: Timers
  readonly #clock: Clock
  readonly #port: DriverPort
  readonly #ready = new RingBuffer<Runnable>()
  readonly #tasks = new LiveTasks()
  readonly #failures: UnretrievedFailures
  readonly #slowStepMs: number
  readonly #onSlowStep: (step: SlowStep) => void
  readonly #onUnhandled: (report: UnhandledReport) => void
  #inPass = false
  #closed = false
  #afterPass: (() => void) | null = null
  #tasksCreated = 0
  #passes = 0
  #steps = 0
  #slowSteps = 0
  #slowestStep: SlowStep | null = null
  /** A step shorter than this is neither slow nor the slowest: the only test that each step pays for. */
  #remarkableMs = 0

  constructor(options: EventLoopOptions = {}) {
    const driver = options.driver ?? new NodeDriver(options.clock)
    this.#clock = options.clock ?? driver.clock
    this.#slowStepMs = options.slowStepMs ?? 50
    this.#onSlowStep = options.onSlowStep ?? warnOfSlowStep
    this.#onUnhandled = options.onUnhandled ?? warnOfUnhandled
    this.#failures = new UnretrievedFailures(({ source, error }) =>
      this.reportUnhandled({ kind: 'error_never_retrieved', source, error })
    )
    this.#port = driver.attach(this)
    this.timers = new Timers((whenMs) => {
      if (!this.#inPass) this.#port.armTimer(whenMs)
    })
  }

  nowMs(): number {
    return this.#clock.nowMs()
  }

  /** Runs `callback` as a step, after everything that is ready now. */
  callSoon(callback: () => void): CallHandle {
    this.#assertOpen()
    const handle = new CallHandle(callback)
    this.enqueue(handle)
    return handle
  }

  callLater(delayMs: number, callback: () => void): TimerHandle {
    return this.callAt(this.nowMs() + delayMs, callback)
  }

  callAt(whenMs: number, callback: () => void): TimerHandle {
    this.#assertOpen()
    return new TimerHandle(this.timers, whenMs, callback)
  }

  /** Submits a coroutine and returns at once: it runs when its turn comes. */
  createTask<T>(awaitable: Awaitable<T>, options?: TaskOptions): Task<T> {
    return new Task(awaitable, this, options)
  }

  /**
   * Runs `main` to its end, as `asyncio.run` does: then cancels what is left and waits for it, reports the errors
   * that nobody retrieved, and closes the loop. Settles as `main` does.
   */
  run<T>(main: Awaitable<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.start(main, (task) => {
        try {
          resolve(task.result())
        } catch (error) {
          reject(error)
        }
      })
    })
  }

  /** `run` without a promise: `onEnd` gets the finished main task just before the loop closes. */
  start<T>(main: Awaitable<T>, onEnd: (task: Task<T>) => void): void {
    startMain(this, main, onEnd)
  }

  /**
   * Runs what is ready in the caller's own callback instead of waiting for the next `setImmediate`: the last act of
   * an I/O callback that made several tasks ready. Does nothing within a pass.
   */
  runReadyNow(): void {
    if (this.#ready.length > 0) this.runPass()
  }

  /** Ends the current pass, then calls `then` outside of it. asyncio's `stop`, for the end of a run. */
  stop(then: () => void): void {
    this.#afterPass = then
    if (!this.#inPass) this.#port.requestPass()
  }

  /** Whether anything waits for the next pass. */
  get hasReady(): boolean {
    return this.#ready.length > 0
  }

  /** @param startMs the present time, from a caller that has just read it */
  runPass(startMs = this.#clock.nowMs()): void {
    if (this.#inPass || this.#closed) return
    this.#inPass = true
    const previous = enterLoop(this)
    for (
      let timer = this.timers.takeDue(startMs);
      timer !== undefined;
      timer = this.timers.takeDue(startMs)
    ) {
      this.#ready.push(timer)
    }
    this.#runSteps(this.#ready.length, startMs)
    this.#passes++
    this.#inPass = false
    enterLoop(previous)
    if (this.#afterPass !== null) this.#leave()
    if (this.#closed) return
    if (this.#ready.length > 0) this.#port.requestPass()
    this.#port.armTimer(this.timers.earliestMs)
  }

  enqueue(item: Runnable): void {
    if (this.#closed) return
    this.#ready.push(item)
    if (!this.#inPass) this.#port.requestPass()
  }

  runNow(item: Runnable, nowMs?: number): void {
    if (this.#closed) return
    this.#ready.push(item)
    this.runPass(nowMs)
  }

  taskStarted(task: LiveTask): number {
    this.#assertOpen()
    this.#tasks.add(task)
    return ++this.#tasksCreated
  }

  taskFinished(task: LiveTask): void {
    if (!this.#closed) this.#tasks.remove(task)
  }

  /** All tasks that are not done, oldest first. */
  liveTasks(): LiveTask[] {
    return this.#tasks.toArray()
  }

  trackFailure(owner: object, failure: Failure): void {
    this.#failures.track(owner, failure)
  }

  retrieveFailure(failure: Failure): void {
    this.#failures.retrieve(failure)
  }

  reportUnhandled(report: UnhandledReport): void {
    this.#onUnhandled(report)
  }

  /** What the loop is doing. Walks all tasks: ask a few times a second, not more. */
  inspect(): LoopSnapshot {
    return {
      nowMs: this.nowMs(),
      readyCount: this.#ready.length,
      timerCount: this.timers.size,
      taskCount: this.#tasks.count,
      tasksByWait: this.#tasks.byWait(),
      tasksCreated: this.#tasksCreated,
      passes: this.#passes,
      steps: this.#steps,
      slowSteps: this.#slowSteps,
      slowestStep: this.#slowestStep
    }
  }

  /**
   * Drops what is ready and all timers and takes no more work. Tasks that are not done and errors that nobody
   * retrieved are reported. `run` does this at its end.
   */
  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#port.close()
    this.#ready.clear()
    this.timers.clear()
    for (const task of this.liveTasks()) {
      this.reportUnhandled({ kind: 'pending_at_close', source: task.name, error: undefined })
    }
    this.#failures.reportAll()
  }

  #runSteps(count: number, startMs: number): void {
    // As a sum it is known to be a number, so that no object is made of it for each step.
    let beganMs = startMs + 0
    for (let left = count; left > 0; left--) {
      const item = this.#ready.shift()
      if (item === undefined) return
      try {
        item.run()
      } catch (error) {
        this.reportUnhandled({ kind: 'callback_failed', source: item.name, error })
      }
      this.#steps++
      const endedMs = this.#clock.nowMs()
      if (endedMs - beganMs > this.#remarkableMs) this.#remark(item, endedMs - beganMs, endedMs)
      beganMs = endedMs
    }
  }

  #remark(item: Runnable, durationMs: number, atMs: number): void {
    const step = { taskName: item.name, durationMs, atMs }
    if (durationMs > (this.#slowestStep?.durationMs ?? 0)) this.#slowestStep = step
    this.#remarkableMs = Math.min(this.#slowestStep?.durationMs ?? 0, this.#slowStepMs)
    if (durationMs <= this.#slowStepMs) return
    this.#slowSteps++
    this.#onSlowStep(step)
  }

  #leave(): void {
    const then = this.#afterPass
    this.#afterPass = null
    then?.()
  }

  #assertOpen(): void {
    if (this.#closed) throw new LoopClosedError('The event loop is closed')
  }
}

function warnOfSlowStep({ taskName, durationMs }: SlowStep): void {
  process.emitWarning(`${taskName} kept the event loop for ${durationMs.toFixed(1)} ms`, 'SlowStepWarning')
}

function warnOfUnhandled({ kind, source, error }: UnhandledReport): void {
  const detail = error instanceof Error ? (error.stack ?? error.message) : String(error)
  process.emitWarning(
    error === undefined ? `${kind}: ${source}` : `${kind}: ${source}: ${detail}`,
    'UnhandledTaskWarning'
  )
}
