import { describe, expect, it, vi } from 'vitest'
import { Commands } from '../../../src/renderer/src/app-state/commands.svelte.ts'

function press(key: string, modifiers: KeyboardEventInit = { ctrlKey: true }): KeyboardEvent {
  return new KeyboardEvent('keydown', { key, ...modifiers })
}

describe('commands', () => {
  it('run by their shortcut with Ctrl or Cmd', () => {
    const commands = new Commands()
    const run = vi.fn()
    commands.register([{ id: 'start', title: 'Start', group: 'Test', shortcut: 'mod+enter', run }])
    expect(commands.handleKey(press('Enter'))).toBe(true)
    expect(commands.handleKey(press('Enter', { metaKey: true }))).toBe(true)
    expect(commands.handleKey(press('Enter', {}))).toBe(false)
    expect(run).toHaveBeenCalledTimes(2)
  })

  it('hide an earlier one of the same id until they are taken back', () => {
    const commands = new Commands()
    const earlier = { id: 'start', title: 'Start', group: 'Test', run: vi.fn() }
    const later = { ...earlier, title: 'Run again' }
    commands.register([earlier])
    const takeBack = commands.register([later])
    expect(commands.items).toEqual([later])
    takeBack()
    expect(commands.items).toEqual([earlier])
  })
})
