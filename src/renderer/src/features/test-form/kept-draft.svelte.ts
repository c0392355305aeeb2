import { createContext } from 'svelte'
import { on } from 'svelte/events'
import type { ApiClient } from '../../api/index.ts'
import { DraftStorage } from './draft-storage.ts'
import { PlanDraft } from './plan-draft.svelte.ts'

/**
 * The plan in the editor for as long as the window lives, whatever page it shows: read once, then saved as it changes,
 * so that what is undone from another page is neither lost nor unsaved.
 */
export class KeptDraft {
  readonly draft = new PlanDraft()
  /** Whether there is a plan to edit; until then the page says welcome. */
  isStarted = $state(false)
  #isRead = $state(false)
  readonly #storage: DraftStorage

  /** Made by a component, whose life it shares. */
  constructor(api: ApiClient, onSaveError: (error: unknown) => void) {
    this.#storage = new DraftStorage(api, onSaveError)
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
      this.draft.open(saved.form, saved.place)
      this.isStarted = true
    } finally {
      this.#storage.adopt(this.draft.toSave())
      this.#isRead = true
    }
  }

  /** Saves at once what waits to be saved. */
  flush(): void {
    this.#storage.flush()
  }
}

export const [useKeptDraft, provideKeptDraft] = createContext<KeptDraft>()
