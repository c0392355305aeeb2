import { describe, expect, test } from 'vitest'
import { applyCurl, isUntouched } from '../../../src/renderer/src/features/test-form/apply-curl.ts'
import { parseCurlCommand } from '../../../src/renderer/src/features/test-form/curl-command.ts'
import { newPlanForm, newRequest, newThink } from '../../../src/renderer/src/features/test-form/plan-form.ts'
import { toForm } from '../../../src/renderer/src/features/test-form/to-form.ts'
import { catalogue, firstRequest } from './plan-fixtures.ts'

const POST = parseCurlCommand(`curl http://127.0.0.1:8080/cart?x=1 --json '{"a":1}'`)!

describe('applyCurl', () => {
  test('adds a step behind the chosen one, its URL relative to the target', () => {
    const form = toForm(catalogue)
    const change = applyCurl(form, 0, POST, { into: null, after: firstRequest(form).id })
    expect(form.scenarios[0]?.flow.map(({ kind }) => kind)).toEqual([
      'request',
      'request',
      'think',
      'request'
    ])
    expect(form.scenarios[0]?.flow[1]).toMatchObject({
      id: change?.stepId,
      method: 'POST',
      url: '/cart?x=1',
      bodyKind: 'json',
      ...{ parts: [], bodyFile: '' },
      body: '{\n  "a": 1\n}'
    })
  })

  test('fills a step and keeps its name, checks and extraction', () => {
    const form = toForm(catalogue)
    const { id, checks, extract } = firstRequest(form)
    expect(applyCurl(form, 0, POST, { into: id, after: id })).toMatchObject({ kind: 'filled', stepId: id })
    expect(firstRequest(form)).toMatchObject({ id, name: 'list', checks, extract, method: 'POST' })
  })

  test('gives a plan without a target the one of the command', () => {
    const form = newPlanForm()
    const id = firstRequest(form).id
    const change = applyCurl(form, 0, POST, { into: id, after: id })
    expect(form.target).toBe('http://127.0.0.1:8080')
    change?.undo(form)
    expect(form.target).toBe('')
  })

  test.each([
    ['http://127.0.0.1:8080', '/'],
    ['http://127.0.0.1:8080/', '/'],
    ['http://127.0.0.1:8080?q=1', '/?q=1'],
    ['http://127.0.0.1:80801/x', 'http://127.0.0.1:80801/x'],
    ['https://127.0.0.1:8080/x', 'https://127.0.0.1:8080/x']
  ])('writes %s as %s', (url, written) => {
    const form = toForm(catalogue)
    applyCurl(form, 0, { ...POST, url }, { into: firstRequest(form).id, after: null })
    expect(firstRequest(form).url).toBe(written)
  })

  test('takes back its own change alone', () => {
    const form = toForm(catalogue)
    const before = firstRequest(form)
    const filled = applyCurl(form, 0, POST, { into: before.id, after: null })
    const added = applyCurl(form, 0, POST, { into: null, after: before.id })
    form.name = 'typed since'
    filled?.undo(form)
    added?.undo(form)
    expect(form).toEqual({ ...toFormLike(form), name: 'typed since' })
    expect(firstRequest(form)).toEqual(before)
    expect(form.scenarios[0]?.flow).toHaveLength(3)
  })

  test('keeps JSON as text where long numbers would lose digits', () => {
    const form = newPlanForm()
    const body = '{"id":12345678901234567890}'
    applyCurl(form, 0, { ...POST, body }, { into: firstRequest(form).id, after: null })
    expect(firstRequest(form)).toMatchObject({ bodyKind: 'text', body })
  })

  test('fills in the parts of a multipart body and the path of a file', () => {
    const form = newPlanForm()
    const part = { name: 'a', kind: 'file', content: 'x.png', filename: '', contentType: '' } as const
    applyCurl(form, 0, { ...POST, body: null, parts: [part] }, { into: firstRequest(form).id, after: null })
    expect(firstRequest(form)).toMatchObject({ bodyKind: 'multipart', body: '', parts: [part] })
    applyCurl(form, 0, { ...POST, body: null, bodyFile: 'x' }, { into: firstRequest(form).id, after: null })
    expect(firstRequest(form)).toMatchObject({ bodyKind: 'file', bodyFile: 'x', parts: [] })
  })

  function toFormLike<T>(form: T): T {
    return structuredClone(form)
  }
})

describe('isUntouched', () => {
  test('is true for a request that nobody wrote into', () => {
    expect(isUntouched(newRequest('/'))).toBe(true)
    expect(isUntouched(newRequest(''))).toBe(true)
    expect(isUntouched(newRequest('/items'))).toBe(false)
    expect(isUntouched({ ...newRequest('/'), method: 'POST' })).toBe(false)
    expect(isUntouched(newThink())).toBe(false)
    expect(isUntouched(undefined)).toBe(false)
  })
})
