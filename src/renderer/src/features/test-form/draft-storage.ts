import type { ApiClient } from '../../api/index.ts'
import { readSavedDraft, type SavedDraft } from './saved-draft.ts'

/** Long enough to save once for a word, short enough that a crash loses no more than that. */
const SAVE_DELAY_MS = 400

/** Keeps the draft in the settings of the app. What equals the last saved draft is not written again. */
export class DraftStorage {
  readonly #api: ApiClient
  readonly #onError: (error: unknown) => void
  #savedText: string | null = null
  #pending: SavedDraft | null = null
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(api: ApiClient, onError: (error: unknown) => void) {
    this.#api = api
    this.#onError = onError
  }

  /** @throws ApiError when the settings cannot be read. */
  async load(): Promise<SavedDraft | null> {
    const { draftDocument } = await this.#api.call('app.settings.read', null)
    return readSavedDraft(draftDocument)
  }

  /** Takes a draft as saved already: it is written only when it becomes another. */
  adopt(draft: SavedDraft): void {
    this.#savedText = JSON.stringify(draft)
  }

  saveSoon(draft: SavedDraft): void {
    this.#pending = draft
    clearTimeout(this.#timer)
    this.#timer = setTimeout(() => this.flush(), SAVE_DELAY_MS)
  }

  /** Writes at once what waits to be written. */
  flush(): void {
    clearTimeout(this.#timer)
    const draft = this.#pending
    this.#pending = null
    if (draft === null) return
    const text = JSON.stringify(draft)
    if (text === this.#savedText) return
    this.#savedText = text
    this.#api.call('app.settings.write', { draftDocument: draft }).catch((error: unknown) => {
      // The next change writes it again.
      this.#savedText = null
      this.#onError(error)
    })
  }
}
