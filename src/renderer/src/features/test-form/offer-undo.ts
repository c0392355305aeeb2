import type { Toasts } from '../../app-state/toasts.svelte.ts'

/** Takes a change back, on whatever page the user is by then; false when the plan it was made to is not in the editor. */
export type Undo = () => boolean

/** Says what was done, with the way back beside it. */
export function offerUndo(toasts: Toasts, text: string, undo: Undo): void {
  const run = (): void => {
    if (!undo()) toasts.bad('This cannot be undone now: what it belongs to is no longer in the editor')
  }
  toasts.info(text, { label: 'Undo', run })
}
