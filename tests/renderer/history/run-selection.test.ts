import { describe, expect, it } from 'vitest'
import { RunSelection } from '../../../src/renderer/src/features/history/run-selection.svelte.ts'

const ORDER = ['a', 'b', 'c', 'd', 'e']

function chosen(selection: RunSelection): string[] {
  return [...selection.ids].sort()
}

describe('the selection of runs', () => {
  it('takes a run in and out', () => {
    const selection = new RunSelection()
    selection.toggle('b')
    selection.toggle('d')
    selection.toggle('b')
    expect(chosen(selection)).toEqual(['d'])
  })

  it('extends from the run that was chosen last by itself, in either direction', () => {
    const selection = new RunSelection()
    selection.toggle('c')
    selection.extendTo('e', ORDER, false)
    expect(chosen(selection)).toEqual(['c', 'd', 'e'])
    selection.extendTo('a', ORDER, false)
    expect(chosen(selection)).toEqual(['a', 'b', 'c'])
  })

  it('keeps the others when asked to', () => {
    const selection = new RunSelection()
    selection.toggle('a')
    selection.toggle('d')
    selection.extendTo('e', ORDER, true)
    expect(chosen(selection)).toEqual(['a', 'd', 'e'])
  })

  it('extends from the row of the keyboard when nothing was chosen yet', () => {
    const selection = new RunSelection()
    selection.activate('b')
    selection.extendTo('c', ORDER, false)
    selection.extendTo('d', ORDER, false)
    expect(chosen(selection)).toEqual(['b', 'c', 'd'])
    expect(selection.activeId).toBe('d')
  })

  it('starts at the clicked run when its anchor is gone', () => {
    const selection = new RunSelection()
    selection.toggle('a')
    selection.drop(['a'])
    selection.extendTo('c', ['b', 'c', 'd'], false)
    expect(chosen(selection)).toEqual(['c'])
  })

  it('forgets runs that were deleted and keeps the rest', () => {
    const selection = new RunSelection()
    selection.selectAll(ORDER)
    selection.drop(['b', 'c'])
    expect(chosen(selection)).toEqual(['a', 'd', 'e'])
    selection.clear()
    expect(selection.size).toBe(0)
  })
})
