import { untrack } from 'svelte'
import { modalDialog } from './modal-dialog.ts'

/** Something the user can do from the keyboard: listed in the palette, run by its shortcut. */
export interface Command {
  /** Unique; a later registration with the same id stands in front of an earlier one. */
  readonly id: string
  readonly title: string
  readonly group: string
  /** e.g. `mod+1`, `mod+enter`, `mod+.`; `mod` is Cmd on macOS and Ctrl elsewhere. */
  readonly shortcut?: string
  readonly run: () => void
}

/** Every command that the views on screen offer. */
export class Commands {
  #items = $state.raw<readonly Command[]>([])

  /** Without those that a later registration hides. */
  get items(): readonly Command[] {
    return this.#items.filter((command) => this.#items.findLast(({ id }) => id === command.id) === command)
  }

  /** Returns the function that takes them back: the clean-up of an `$effect`. */
  register(commands: readonly Command[]): () => void {
    // Called from effects, which must not depend on what they change.
    this.#items = [...untrack(() => this.#items), ...commands]
    return () => {
      this.#items = untrack(() => this.#items).filter((command) => !commands.includes(command))
    }
  }

  /**
   * Runs the command of the pressed keys; false when there is none. Behind a modal dialog no command can be reached: keys
   * are the dialog's, and those that start something submit its form.
   */
  handleKey(event: KeyboardEvent): boolean {
    const shortcut = shortcutOf(event)
    if (shortcut === null) return false
    const dialog = modalDialog()
    if (dialog !== null) return shortcut === 'mod+enter' && !event.repeat && submit(dialog)
    const command = this.items.findLast((candidate) => candidate.shortcut === shortcut)
    if (command === undefined) return false
    command.run()
    return true
  }
}

/** A question without a form is not answered by keys that may have been pressed twice. */
function submit(dialog: Element): boolean {
  const form = dialog.querySelector('form')
  form?.requestSubmit()
  return form !== null
}

function shortcutOf(event: KeyboardEvent): string | null {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return null
  return `mod+${event.shiftKey ? 'shift+' : ''}${event.key.toLowerCase()}`
}
