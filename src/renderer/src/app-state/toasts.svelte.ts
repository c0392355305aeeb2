import { untrack } from 'svelte'

export interface ToastAction {
  readonly label: string
  readonly run: () => void
}

export interface Toast {
  readonly id: number
  readonly tone: 'info' | 'good' | 'bad'
  readonly text: string
  readonly action: ToastAction | null
}

/** How long a toast stays; one with an action (undo) stays longer, a failure until it is dismissed. */
const PLAIN_TOAST_MS = 4000
const ACTION_TOAST_MS = 10_000

/** Short notes at the edge of the window, newest last. */
export class Toasts {
  #items = $state.raw<readonly Toast[]>([])
  #nextId = 1

  get items(): readonly Toast[] {
    return this.#items
  }

  info(text: string, action: ToastAction | null = null): void {
    this.#show('info', text, action)
  }

  good(text: string, action: ToastAction | null = null): void {
    this.#show('good', text, action)
  }

  bad(text: string): void {
    this.#show('bad', text, null)
  }

  /** For the `catch` of a call: shows what went wrong. */
  failure(what: string, error: unknown): void {
    this.bad(`${what}: ${error instanceof Error ? error.message : String(error)}`)
  }

  dismiss(id: number): void {
    this.#items = this.#items.filter((toast) => toast.id !== id)
  }

  #show(tone: Toast['tone'], text: string, action: ToastAction | null): void {
    const id = this.#nextId++
    this.#items = [...untrack(() => this.#items).slice(-3), { id, tone, text, action }]
    if (tone === 'bad') return
    setTimeout(() => this.dismiss(id), action === null ? PLAIN_TOAST_MS : ACTION_TOAST_MS)
  }
}
