/** What a key does in the table of runs. */
export type RowKeyAction =
  | { readonly kind: 'move'; readonly to: number; readonly extend: boolean }
  | {
      readonly kind:
        'open' | 'toggle' | 'all' | 'clear' | 'delete' | 'undo' | 'note' | 'tags' | 'baseline' | 'menu'
    }

interface Place {
  /** Index of the keyboard's row; -1 when it is on none. */
  readonly at: number
  readonly count: number
  readonly pageRows: number
}

type KeyPress = Pick<KeyboardEvent, 'key' | 'ctrlKey' | 'metaKey' | 'shiftKey' | 'altKey'>

const PLAIN: Readonly<Record<string, Exclude<RowKeyAction['kind'], 'move'>>> = {
  Enter: 'open',
  ' ': 'toggle',
  Escape: 'clear',
  Delete: 'delete',
  Backspace: 'delete',
  F2: 'note',
  n: 'note',
  t: 'tags',
  b: 'baseline',
  ContextMenu: 'menu'
}

/** Null for a key that is not the table's. */
export function rowKeyAction(press: KeyPress, { at, count, pageRows }: Place): RowKeyAction | null {
  if (press.altKey) return null
  const isModified = press.ctrlKey || press.metaKey
  if (isModified && press.key.toLowerCase() === 'a') return { kind: 'all' }
  if (isModified && press.key.toLowerCase() === 'z') return { kind: 'undo' }
  if (press.shiftKey && press.key === 'F10') return { kind: 'menu' }
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: at + 1,
    ArrowUp: at < 0 ? count - 1 : at - 1,
    PageDown: Math.max(0, at) + pageRows,
    PageUp: at - pageRows,
    Home: 0,
    End: count - 1
  }
  const to = moves[press.key]
  if (to !== undefined) {
    if (count === 0) return null
    return { kind: 'move', to: Math.max(0, Math.min(to, count - 1)), extend: press.shiftKey }
  }
  const kind = isModified ? undefined : PLAIN[press.key]
  return kind === undefined ? null : { kind }
}
