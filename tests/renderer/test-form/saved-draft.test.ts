import { beforeEach, describe, expect, test, vi } from 'vitest'
import { DraftStorage } from '../../../src/renderer/src/features/test-form/draft-storage.ts'
import { newPlanForm } from '../../../src/renderer/src/features/test-form/plan-form.ts'
import { draftToSave, readSavedDraft } from '../../../src/renderer/src/features/test-form/saved-draft.ts'
import { toForm } from '../../../src/renderer/src/features/test-form/to-form.ts'
import { ApiError, type ApiClient } from '../../../src/renderer/src/api/index.ts'
import { FakeApi } from '../support/fake-api.ts'
import { catalogue, firstRequest } from './plan-fixtures.ts'

describe('readSavedDraft', () => {
  test('brings back every text as it was typed, right or wrong', () => {
    const form = toForm(catalogue)
    form.scenarios[0]!.options.rate = 'many'
    Object.assign(firstRequest(form), { bodyKind: 'json', body: '{"half": ' })
    const saved = draftToSave(form, { tab: 'thresholds', stepId: 'x', file: '/plans/a.yaml' })
    expect(readSavedDraft(JSON.parse(JSON.stringify(saved)))).toEqual(saved)
  })

  test('opens a plan document that was left as the draft', () => {
    expect(readSavedDraft(catalogue)?.form.name).toBe('Catalogue')
  })

  test('puts what an earlier version had no fields for into those of today', () => {
    const { network, defaults, scenarios, ...form } = toForm(catalogue)
    const { auth, cookies, ...earlier } = defaults
    const [first] = scenarios
    if (first === undefined) throw new Error('the plan has no scenario')
    const { auth: own, redirects, unixSocket, ...step } = firstRequest(toForm(catalogue))
    expect([network, auth, cookies, own, redirects, unixSocket]).toBeDefined()
    const tls = { insecure: true }
    const saved = {
      kind: 'loadgale.form/1',
      form: {
        ...form,
        defaults: { ...earlier, rest: { auth: { bearer: { token: 'x' } }, cookies: 'off', odd: 1 } },
        scenarios: [
          { ...first, flow: [{ ...step, rest: { auth: 'none', redirects: 3, unixSocket: '/a', odd: 2 } }] }
        ],
        rest: { tls, proxy: 'env', connections: 7, odd: 3 }
      },
      place: { tab: 'network', stepId: '' }
    }
    const read = readSavedDraft(JSON.parse(JSON.stringify(saved)))
    expect(read?.place).toEqual({ tab: 'network', stepId: '', file: '' })
    expect(read?.form).toMatchObject({
      defaults: { auth: { kind: 'bearer', token: 'x' }, cookies: 'off', rest: { odd: 1 } },
      network: { tls: { insecure: true }, proxy: { url: 'env' } },
      rest: { connections: 7, odd: 3 }
    })
    expect(Object.keys(read?.form.rest ?? {})).toEqual(['odd', 'connections'])
    expect(firstRequest(read?.form ?? newPlanForm())).toMatchObject({
      ...{ auth: { kind: 'none' }, redirects: '3', unixSocket: '/a', rest: { odd: 2 } }
    })
    expect(Object.keys(read?.form.defaults.rest ?? {})).toEqual(['odd'])
  })

  test.each([null, undefined, 'text'])('is null for %j', (value) => {
    expect(readSavedDraft(value)).toBeNull()
  })
})

describe('DraftStorage', () => {
  beforeEach(() => {
    vi.useFakeTimers()
    return () => vi.useRealTimers()
  })

  const settings = { theme: 'system', draftDocument: null } as const
  const place = { tab: '', stepId: '', file: '' }

  test('writes once for many changes, a moment after the last', () => {
    const api = new FakeApi({ 'app.settings.write': () => settings })
    const storage = new DraftStorage(api.client, () => undefined)
    const form = newPlanForm()
    for (const name of ['C', 'Ca', 'Cat']) storage.saveSoon(draftToSave({ ...form, name }, place))
    expect(api.calls).toEqual([])
    vi.advanceTimersByTime(1000)
    expect(api.calls).toHaveLength(1)
    expect(api.calls[0]?.request).toMatchObject({ draftDocument: { form: { name: 'Cat' } } })
  })

  test('writes at once when it is asked to, and nothing twice', () => {
    const api = new FakeApi({ 'app.settings.write': () => settings })
    const storage = new DraftStorage(api.client, () => undefined)
    storage.saveSoon(draftToSave(newPlanForm(), place))
    storage.flush()
    storage.flush()
    vi.advanceTimersByTime(1000)
    expect(api.calls).toHaveLength(1)
  })

  test('does not write what it was told is saved already', () => {
    const api = new FakeApi({ 'app.settings.write': () => settings })
    const storage = new DraftStorage(api.client, () => undefined)
    const draft = draftToSave(newPlanForm(), place)
    storage.adopt(draft)
    storage.saveSoon(draft)
    vi.advanceTimersByTime(1000)
    expect(api.calls).toEqual([])
  })

  test('reports a write that failed and tries again with the next change', async () => {
    const errors: unknown[] = []
    const failure = new ApiError('disk_full', 'The disk is full')
    const call = vi.fn(() => Promise.reject(failure))
    const api: ApiClient = { call, on: () => () => undefined }
    const storage = new DraftStorage(api, (error) => errors.push(error))
    const draft = draftToSave(newPlanForm(), place)
    storage.saveSoon(draft)
    await vi.advanceTimersByTimeAsync(1000)
    storage.saveSoon(draft)
    await vi.advanceTimersByTimeAsync(1000)
    expect(errors).toEqual([failure, failure])
    expect(call).toHaveBeenCalledTimes(2)
  })
})
