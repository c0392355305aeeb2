import type { ApiClient } from '../../api/index.ts'
import type { RunListItem } from '../../../../shared/history.ts'
import { formatTags, parseTags } from './tag-text.ts'

export type AnnotationField = 'note' | 'tags'

const LONGEST_NOTE = 10_000

interface DraftTarget {
  readonly runId: string
  readonly runName: string
  readonly field: AnnotationField
  readonly original: string
}

type Annotation = { readonly note: string } | { readonly tags: Record<string, string> }

/**
 * The one note or tag line that is being edited. It lives outside of the row, so that neither scrolling nor a refresh
 * loses what was typed; a save that fails keeps it open with the reason.
 */
export class AnnotationDraft {
  #target = $state.raw<DraftTarget | null>(null)
  text = $state('')
  #problem = $state<string | null>(null)
  #saving: Promise<boolean> | null = null
  readonly #api: ApiClient
  readonly #onSaved: (item: RunListItem) => void

  constructor(api: ApiClient, onSaved: (item: RunListItem) => void) {
    this.#api = api
    this.#onSaved = onSaved
  }

  get target(): DraftTarget | null {
    return this.#target
  }

  /** Why the text was not saved. */
  get problem(): string | null {
    return this.#problem
  }

  isOn(runId: string, field: AnnotationField): boolean {
    return this.#target?.runId === runId && this.#target.field === field
  }

  /** Opens a field. Another one that is open is saved first; if that fails it stays. */
  async begin(item: RunListItem, field: AnnotationField): Promise<void> {
    if (this.isOn(item.id, field) || !(await this.save())) return
    const original = field === 'note' ? item.note : formatTags(item.tags)
    this.#target = { runId: item.id, runName: item.name, field, original }
    this.text = original
    this.#problem = null
  }

  /** Closes the field as it was before. */
  cancel(): void {
    this.#target = null
    this.#problem = null
  }

  /** True when nothing is open any more: saved, or there was nothing to save. */
  save(): Promise<boolean> {
    this.#saving ??= this.#save().finally(() => {
      this.#saving = null
    })
    return this.#saving
  }

  async #save(): Promise<boolean> {
    const target = this.#target
    if (target === null) return true
    const { text } = this
    if (text === target.original) {
      this.cancel()
      return true
    }
    const annotation = readAnnotation(target.field, text)
    if (typeof annotation === 'string') {
      this.#problem = annotation
      return false
    }
    try {
      const item = await this.#api.call('history.annotate', { runId: target.runId, ...annotation })
      // What was typed while the call was on its way is not saved yet.
      if (this.#target === target && this.text === text) this.cancel()
      this.#onSaved(item)
      return this.#target === null
    } catch (error) {
      this.#problem = `Not saved: ${error instanceof Error ? error.message : String(error)}`
      return false
    }
  }
}

/** What a text comes to, or the problem with it. */
function readAnnotation(field: AnnotationField, text: string): Annotation | string {
  if (field === 'note') {
    const note = text.trim()
    return note.length > LONGEST_NOTE ? `A note has at most ${LONGEST_NOTE} characters.` : { note }
  }
  const parsed = parseTags(text)
  return parsed.valid ? { tags: { ...parsed.tags } } : parsed.problem
}
