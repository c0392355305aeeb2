import type { LiveTask } from './loop-core.ts'

/** Tasks that wait for the same thing. */
export interface TasksByWait {
  /** `ready`, `sleep`, `task`, `semaphore`, the label of a wakeup, ... */
  readonly waitingFor: string
  readonly count: number
  /** The first few names, oldest task first. */
  readonly names: readonly string[]
}

const NAMES_SHOWN = 5

/**
 * All tasks of a loop that are not done, oldest first: a doubly linked list through the tasks themselves, so that
 * entering and leaving cost a few stores and no memory.
 */
export class LiveTasks {
  #first: LiveTask | null = null
  #last: LiveTask | null = null
  #count = 0

  get count(): number {
    return this.#count
  }

  add(task: LiveTask): void {
    task.previousLive = this.#last
    if (this.#last === null) this.#first = task
    else this.#last.nextLive = task
    this.#last = task
    this.#count++
  }

  remove(task: LiveTask): void {
    if (task.previousLive === null) this.#first = task.nextLive
    else task.previousLive.nextLive = task.nextLive
    if (task.nextLive === null) this.#last = task.previousLive
    else task.nextLive.previousLive = task.previousLive
    task.previousLive = null
    task.nextLive = null
    this.#count--
  }

  toArray(): LiveTask[] {
    const tasks: LiveTask[] = []
    for (let task = this.#first; task !== null; task = task.nextLive) tasks.push(task)
    return tasks
  }

  /** Groups by what is waited for, the largest group first. Walks all tasks: for a few times a second. */
  byWait(): TasksByWait[] {
    const groups = new Map<string, { waitingFor: string; count: number; names: string[] }>()
    for (let task = this.#first; task !== null; task = task.nextLive) {
      const waitingFor = task.waitingFor
      let group = groups.get(waitingFor)
      if (group === undefined) groups.set(waitingFor, (group = { waitingFor, count: 0, names: [] }))
      group.count++
      if (group.names.length < NAMES_SHOWN) group.names.push(task.name)
    }
    return [...groups.values()].sort((a, b) => b.count - a.count)
  }
}
