import { createContext } from 'svelte'
import { on } from 'svelte/events'
import { parsePlan } from '../../../../shared/plan/index.ts'
import type { PlanProblem } from '../../../../shared/plan/problem.ts'
import type { ApiClient } from '../../api/index.ts'
import type { Toasts } from '../../app-state/toasts.svelte.ts'
import { DraftStorage } from './draft-storage.ts'
import { offerUndo } from './offer-undo.ts'
import { PlanDraft } from './plan-draft.svelte.ts'
import type { PlanForm } from './plan-form.ts'
import { toDocument } from './to-document.ts'
import { toForm } from './to-form.ts'
import type { TextMistake, TypedText } from './typed-text.ts'

/** A quiet moment in typing after which the text is read. */
const READ_DELAY_MS = 200

/**
 * The plan in the editor for as long as the window lives, whatever page it shows: read once, then saved as it changes,
 * so that what is undone from another page is neither lost nor unsaved. The form follows the text that is typed.
 */
export class KeptDraft {
  readonly draft = new PlanDraft()
  /** Whether there is a plan to edit; until then the page says welcome. */
  isStarted = $state(false)
  #isRead = $state(false)
  readonly #api: ApiClient
  readonly #toasts: Toasts
  readonly #storage: DraftStorage

  /** Made by a component, whose life it shares. */
  constructor(api: ApiClient, toasts: Toasts) {
    this.#api = api
    this.#toasts = toasts
    this.#storage = new DraftStorage(api, (error) => toasts.failure('The draft was not saved', error))
    $effect(() => {
      const { typed } = this.draft
      if (typed?.state !== 'unread') return
      const timer = setTimeout(() => void this.#follow(typed), READ_DELAY_MS)
      return () => clearTimeout(timer)
    })
    $effect(() => {
      if (this.#isRead) this.#storage.saveSoon(this.draft.toSave())
    })
    $effect(() => {
      const stop = on(window, 'pagehide', () => this.flush())
      return () => {
        stop()
        this.flush()
      }
    })
  }

  /**
   * Opens what was saved, the first time alone.
   *
   * @throws ApiError when the settings cannot be read; the editor is then that of a new plan
   */
  async read(): Promise<void> {
    if (this.#isRead) return
    try {
      const saved = await this.#storage.load()
      if (saved === null) return
      this.draft.open(saved.form, saved.place, saved.typed)
      this.isStarted = true
    } finally {
      this.#storage.adopt(this.draft.toSave())
      this.#isRead = true
    }
  }

  async #follow(typed: TypedText): Promise<void> {
    const read = await this.#formOf(typed.text)
    if (this.draft.typed !== typed) return
    if ('mistake' in read) return this.draft.refuseText(read.mistake)
    const undo = this.draft.takeText(read.form)
    if (undo !== null)
      offerUndo(this.#toasts, 'The text took the place of what was changed in the form', undo)
  }

  async #formOf(text: string): Promise<{ form: PlanForm } | { mistake: TextMistake }> {
    try {
      const reading = await this.#api.call('plan.read', { text, places: [] })
      if (!reading.ok) return { mistake: reading }
      const form = toForm(reading.document)
      const lost = lostProblems(reading.document, form)[0]
      if (lost === undefined) return { form }
      const placed = await this.#api.call('plan.read', { text, places: [lost.path] })
      return { mistake: { message: lost.message, line: placed.ok ? (placed.lines[0] ?? null) : null } }
    } catch (error) {
      return { mistake: { message: error instanceof Error ? error.message : String(error), line: null } }
    }
  }

  /** Saves at once what waits to be saved. */
  flush(): void {
    this.#storage.flush()
  }
}

export const [useKeptDraft, provideKeptDraft] = createContext<KeptDraft>()

/** Mistakes of a document that its form cannot even hold, so that they would pass without a word. */
function lostProblems(document: unknown, form: PlanForm): PlanProblem[] {
  const kept = problemsOf(toDocument(form))
  return problemsOf(document).filter(
    ({ path, message }) => !kept.some((other) => other.path === path && other.message === message)
  )
}

function problemsOf(document: unknown): readonly PlanProblem[] {
  const parsing = parsePlan(document)
  return parsing.valid ? [] : parsing.problems
}
