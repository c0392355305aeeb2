import { describe, expect, it } from 'vitest'
import { ApiError } from '../../../src/renderer/src/api/index.ts'
import { AnnotationDraft } from '../../../src/renderer/src/features/history/annotation-draft.svelte.ts'
import type { RunListItem } from '../../../src/shared/history.ts'
import { FakeHistory, listItem } from '../support/fake-history.ts'

function open() {
  const first = listItem(0, { note: 'old', tags: { release: '1' } })
  const second = listItem(1)
  const history = new FakeHistory([first, second])
  const saved: RunListItem[] = []
  const draft = new AnnotationDraft(history.api.client, (item) => saved.push(item))
  return { first, second, history, saved, draft }
}

describe('editing a note or tags', () => {
  it('saves the text and hands on the run as it is now', async () => {
    const { first, saved, draft } = open()
    await draft.begin(first, 'note')
    expect(draft.text).toBe('old')
    draft.text = '  after the cache fix '
    expect(await draft.save()).toBe(true)
    expect(draft.target).toBeNull()
    expect(saved.map(({ note }) => note)).toEqual(['after the cache fix'])
  })

  it('saves tags as tags', async () => {
    const { first, saved, draft } = open()
    await draft.begin(first, 'tags')
    expect(draft.text).toBe('release=1')
    draft.text = 'release=2, team=web'
    await draft.save()
    expect(saved.map(({ tags }) => tags)).toEqual([{ release: '2', team: 'web' }])
  })

  it('asks nothing when nothing changed', async () => {
    const { first, history, draft } = open()
    await draft.begin(first, 'note')
    expect(await draft.save()).toBe(true)
    expect(history.requests('history.annotate')).toEqual([])
  })

  it('restores on cancel', async () => {
    const { first, history, draft } = open()
    await draft.begin(first, 'note')
    draft.text = 'never mind'
    draft.cancel()
    expect(draft.target).toBeNull()
    expect(history.requests('history.annotate')).toEqual([])
    await draft.begin(first, 'note')
    expect(draft.text).toBe('old')
  })

  it('keeps what was typed when it cannot be saved, and saves it later', async () => {
    const { first, history, saved, draft } = open()
    await draft.begin(first, 'note')
    draft.text = 'precious'
    history.failure = new ApiError('DATABASE_FULL', 'the disk is full')
    expect(await draft.save()).toBe(false)
    expect([draft.text, draft.problem, draft.isOn(first.id, 'note')]).toEqual([
      'precious',
      'Not saved: the disk is full',
      true
    ])
    history.failure = null
    expect(await draft.save()).toBe(true)
    expect(saved.map(({ note }) => note)).toEqual(['precious'])
  })

  it('does not go to another field while the first cannot be saved', async () => {
    const { first, second, draft } = open()
    await draft.begin(first, 'tags')
    draft.text = '=1'
    await draft.begin(second, 'note')
    expect(draft.isOn(first.id, 'tags')).toBe(true)
    expect(draft.text).toBe('=1')
    draft.text = 'one=1'
    await draft.begin(second, 'note')
    expect(draft.isOn(second.id, 'note')).toBe(true)
  })

  it('keeps what was typed while it was being saved', async () => {
    const { first, saved, draft } = open()
    await draft.begin(first, 'note')
    draft.text = 'one'
    const saving = draft.save()
    draft.text = 'one two'
    expect(await saving).toBe(false)
    expect(draft.text).toBe('one two')
    await draft.save()
    expect(saved.map(({ note }) => note)).toEqual(['one', 'one two'])
  })
})
