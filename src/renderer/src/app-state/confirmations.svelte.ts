export interface Question {
  readonly title: string
  readonly text: string
  readonly confirmLabel: string
  readonly tone: 'normal' | 'danger'
  /** What has to be typed, letter by letter, before it can be confirmed. */
  readonly toType?: string
}

interface OpenQuestion extends Question {
  readonly answer: (confirmed: boolean) => void
}

/** Questions that the one confirm dialog of the window asks. */
export class Confirmations {
  #open = $state.raw<OpenQuestion | null>(null)

  get open(): Question | null {
    return this.#open
  }

  /** Resolves to true when the user confirms; a question that replaces an open one answers that with no. */
  ask(question: Question): Promise<boolean> {
    this.#open?.answer(false)
    return new Promise((resolve) => {
      this.#open = { ...question, answer: resolve }
    })
  }

  answer(confirmed: boolean): void {
    this.#open?.answer(confirmed)
    this.#open = null
  }
}
