import { fork, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'

/** A process of the experiments, which answers each question with one message and ends with its parent. */
export class StampingChild<Command extends { readonly kind: string }> {
  readonly #child: ChildProcess
  readonly #name: string
  readonly #unheard: unknown[] = []
  #listener: { resolve(message: unknown): void; reject(error: Error): void } | null = null

  /** @param file in this folder */
  constructor(file: string) {
    this.#name = file
    this.#child = fork(new URL(file, import.meta.url), [], {
      serialization: 'advanced',
      execArgv: [],
      stdio: ['ignore', 'inherit', 'inherit', 'ipc']
    })
    this.#child.on('message', (message) => {
      const listener = this.#listener
      this.#listener = null
      if (listener === null) this.#unheard.push(message)
      else listener.resolve(message)
    })
    this.#child.once('exit', (code) =>
      this.#listener?.reject(new Error(`${this.#name} ended with code ${code}`))
    )
  }

  tell(command: Command): void {
    this.#child.send(command)
  }

  /** The next message. @throws Error when the process ends instead */
  heard(): Promise<unknown> {
    if (this.#unheard.length > 0) return Promise.resolve(this.#unheard.shift())
    if (this.#child.exitCode !== null) return Promise.reject(new Error(`${this.#name} has ended`))
    return new Promise((resolve, reject) => (this.#listener = { resolve, reject }))
  }

  async close(): Promise<void> {
    if (this.#child.connected) this.#child.disconnect()
    if (this.#child.exitCode === null) await once(this.#child, 'exit')
  }
}
