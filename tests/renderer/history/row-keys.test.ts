import { describe, expect, it } from 'vitest'
import { rowKeyAction } from '../../../src/renderer/src/features/history/row-keys.ts'

const PLACE = { at: 5, count: 100, pageRows: 10 }
const NONE = { ctrlKey: false, metaKey: false, shiftKey: false, altKey: false }

function press(key: string, modifiers: Partial<typeof NONE> = {}, place = PLACE) {
  return rowKeyAction({ key, ...NONE, ...modifiers }, place)
}

describe('keys in the table of runs', () => {
  it.each([
    ['ArrowDown', 6],
    ['ArrowUp', 4],
    ['PageDown', 15],
    ['PageUp', 0],
    ['Home', 0],
    ['End', 99]
  ])('%s goes to row %i', (key, to) => {
    expect(press(key)).toEqual({ kind: 'move', to, extend: false })
  })

  it('extends with Shift', () => {
    expect(press('ArrowDown', { shiftKey: true })).toEqual({ kind: 'move', to: 6, extend: true })
  })

  it('stays within the rows', () => {
    expect(press('ArrowDown', {}, { ...PLACE, at: 99 })).toEqual({ kind: 'move', to: 99, extend: false })
    expect(press('ArrowDown', {}, { at: -1, count: 0, pageRows: 10 })).toBeNull()
  })

  it.each([
    ['Enter', 'open'],
    [' ', 'toggle'],
    ['Delete', 'delete'],
    ['Escape', 'clear'],
    ['n', 'note'],
    ['t', 'tags'],
    ['b', 'baseline']
  ])('%s means %s', (key, kind) => {
    expect(press(key)).toEqual({ kind })
  })

  it('selects all and undoes with Ctrl or Cmd, and leaves the other shortcuts alone', () => {
    expect(press('a', { ctrlKey: true })).toEqual({ kind: 'all' })
    expect(press('z', { metaKey: true })).toEqual({ kind: 'undo' })
    expect(press('b', { ctrlKey: true })).toBeNull()
    expect(press('Enter', { ctrlKey: true })).toBeNull()
  })
})
