import { afterEach, describe, expect, it, vi } from 'vitest'
import { Commands } from '../../../src/renderer/src/app-state/commands.svelte.ts'

function press(key: string, modifiers: KeyboardEventInit = { ctrlKey: true }): KeyboardEvent {
  return new KeyboardEvent('keydown', { key, ...modifiers })
}

afterEach(() => document.body.replaceChildren())

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

  it('are out of reach behind a modal dialog, whose form takes Ctrl+Enter', () => {
    const commands = new Commands()
    const run = vi.fn()
    commands.register([
      { id: 'start', title: 'Start', group: 'Test', shortcut: 'mod+enter', run },
      { id: 'go', title: 'History', group: 'Go to', shortcut: 'mod+3', run }
    ])
    document.body.innerHTML = '<div role="dialog" aria-modal="true"><form><button></button></form></div>'
    const submitted = vi.fn((event: Event) => event.preventDefault())
    document.querySelector('form')?.addEventListener('submit', submitted)
    expect(commands.handleKey(press('3'))).toBe(false)
    expect(commands.handleKey(press('Enter'))).toBe(true)
    expect(commands.handleKey(press('Enter', { ctrlKey: true, repeat: true }))).toBe(false)
    expect(submitted).toHaveBeenCalledTimes(1)
    expect(run).not.toHaveBeenCalled()
  })
})
