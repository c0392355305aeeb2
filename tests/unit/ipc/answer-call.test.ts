import { describe, expect, it } from 'vitest'
import { answerCall } from '../../../src/main/ipc/answer-call.ts'
import { IpcError } from '../../../src/main/ipc/ipc-error.ts'
import { StoreError } from '../../../src/main/store/index.ts'
import type { IpcResult } from '../../../src/shared/ipc-contract.ts'

interface Answered {
  readonly result: IpcResult<null>
  readonly logged: readonly (readonly [message: string, error: unknown])[]
}

/** Answers `run.stop`, whose handler does what the test says. */
async function stopRun(act: () => null | Promise<null>, payload: unknown = STOP): Promise<Answered> {
  const logged: (readonly [string, unknown])[] = []
  const result = await answerCall('run.stop', payload, act, (message, error) => logged.push([message, error]))
  return { result, logged }
}

const STOP = { runId: 'abcdef', immediately: true }

describe('answerCall', () => {
  it('gives the handler the parsed payload and its value back', async () => {
    const heard: unknown[] = []
    const series = { slot: 3, seconds: [], values: new Float64Array(), statuses: [], errors: [] }
    const act = (request: unknown): typeof series => {
      heard.push(request)
      return series
    }
    const result = await answerCall('history.series', { runId: 'abcdef', slot: 3 }, act, () => {})
    expect(heard).toEqual([{ runId: 'abcdef', slot: 3 }])
    expect(result).toEqual({ ok: true, value: series })
  })

  it('answers a wrong payload with its problems and does not run the handler', async () => {
    let ran = false
    const act = (): null => {
      ran = true
      return null
    }
    const { result, logged } = await stopRun(act, { runId: 'abcdef', immediately: 'yes' })
    expect(result).toEqual({
      ok: false,
      code: 'bad_request',
      message: 'The call run.stop has a wrong payload.',
      details: [expect.stringMatching(/^immediately: /)]
    })
    expect(ran).toBe(false)
    expect(logged).toEqual([])
  })

  it('turns an error for the user into a value, thrown or rejected, and does not log it', async () => {
    const error = new IpcError('run_not_active', 'This run has ended already.', ['one', 'two'])
    const expected = { ok: false, code: 'run_not_active', message: error.message, details: ['one', 'two'] }
    const thrown = await stopRun(() => {
      throw error
    })
    const rejected = await stopRun(() => Promise.reject(error))
    expect(thrown).toEqual({ result: expected, logged: [] })
    expect(rejected).toEqual({ result: expected, logged: [] })
  })

  it.each([
    ['logs a fault of the history', 'DATABASE_FULL', 1],
    ['does not log an answer of it', 'RUN_NOT_FOUND', 0]
  ] as const)('keeps the code of an error that has one, and %s', async (_, code, times) => {
    const error = new StoreError(code, 'in words')
    const { result, logged } = await stopRun(() => Promise.reject(error))
    expect(result).toEqual({ ok: false, code, message: 'in words', details: [] })
    expect(logged).toEqual(Array.from({ length: times }, () => ['handler of run.stop', error]))
  })

  it.each([
    ['an error', new TypeError('x is not a function'), 'x is not a function'],
    ['something that is no error', 'just a text', 'just a text'],
    ['an error with a numeric code', Object.assign(new Error('odd'), { code: 7 }), 'odd']
  ])('calls %s internal, and logs it', async (_, error, message) => {
    const { result, logged } = await stopRun(() => {
      throw error
    })
    expect(result).toEqual({ ok: false, code: 'internal', message, details: [] })
    expect(logged).toEqual([['handler of run.stop', error]])
  })
})
