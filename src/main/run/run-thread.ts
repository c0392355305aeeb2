import type { Worker } from 'node:worker_threads'

/** How a thread's own account of itself ends, whatever else it says before. */
export interface ThreadFailure {
  readonly kind: 'failed'
  readonly message: string
}

/** A thread is gone within milliseconds of its last event, unless it hangs. */
const EXIT_LIMIT_MS = 2_000

interface NamedEvent {
  readonly kind: string
}

/**
 * One thread of a run as the controller sees it.
 *
 * Always holds: events come in order, none is lost while nobody listens, and the last one is `ended` or `failed`,
 * exactly once, also when the thread dies without a word at any moment.
 */
export class RunThread<Event extends NamedEvent, Command> {
  readonly #worker: Worker
  readonly #unheard: (Event | ThreadFailure)[] = []
  #listener: ((event: Event | ThreadFailure) => void) | null = null
  #over = false
  #exited = false

  /** @param name how messages for the user call the thread: "lane 1", "the recorder" */
  constructor(worker: Worker, name: string) {
    this.#worker = worker
    worker.on('message', (event: Event) => this.#deliver(event))
    worker.on('error', ({ message }: Error) =>
      this.#deliver({ kind: 'failed', message: `${name} failed: ${message}` })
    )
    worker.on('exit', () => {
      this.#exited = true
      this.#deliver({ kind: 'failed', message: `${name} ended unexpectedly` })
    })
  }

  /** Nothing comes from this thread any more. */
  get over(): boolean {
    return this.#over
  }

  tell(command: Command): void {
    this.#worker.postMessage(command)
  }

  /** Hears every event from the first one that nobody has heard. */
  listen(listener: (event: Event | ThreadFailure) => void): void {
    this.#listener = listener
    for (const event of this.#unheard.splice(0)) listener(event)
  }

  /** Resolves at the next event, which has to be this one. @throws Error with what went wrong instead */
  expect(kind: Event['kind']): Promise<void> {
    return new Promise((resolve, reject) => {
      this.listen((event) => {
        this.#listener = null
        if (event.kind === kind) resolve()
        else reject(new Error('message' in event ? event.message : `unexpected event ${event.kind}`))
      })
    })
  }

  terminate(): Promise<unknown> {
    return this.#worker.terminate()
  }

  /**
   * Lets a thread that has nothing left to do end by itself, and ends one that does not: a lane may still hang on a
   * name that does not resolve, and the process must not wait for it. A thread is never cut off while it closes its
   * database and its sockets.
   */
  release(): void {
    if (this.#exited) return
    const limit = setTimeout(() => void this.#worker.terminate(), EXIT_LIMIT_MS)
    limit.unref()
    this.#worker.once('exit', () => clearTimeout(limit))
  }

  #deliver(event: Event | ThreadFailure): void {
    if (this.#over) return
    this.#over = event.kind === 'ended' || event.kind === 'failed'
    if (this.#listener === null) this.#unheard.push(event)
    else this.#listener(event)
  }
}
