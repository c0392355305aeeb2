/** The one crosshair of a page: it follows the pointer until a click pins it to a second. */
export class TimeCursor {
  #hovered = $state<number | null>(null)
  #pinned = $state<number | null>(null)

  /** The second under the crosshair; null when the page shows the whole run. */
  get second(): number | null {
    return this.#pinned ?? this.#hovered
  }

  get isPinned(): boolean {
    return this.#pinned !== null
  }

  hover(second: number | null): void {
    this.#hovered = second
  }

  pin(second: number | null): void {
    this.#pinned = second
  }

  clear(): void {
    this.#pinned = null
    this.#hovered = null
  }
}
