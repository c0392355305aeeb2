import { describe, expect, it } from 'vitest'
import { ApiError, createApiClient } from '../../../src/renderer/src/api/index.ts'
import type { RendererApi } from '../../../src/shared/ipc-contract.ts'

describe('the api client', () => {
  it('gives the value of an ok result', async () => {
    const transport: RendererApi = {
      invoke: async () => ({ ok: true, value: null }),
      on: () => () => undefined
    }
    await expect(createApiClient(transport).call('target.status', null)).resolves.toBeNull()
  })

  it('throws an ApiError with the code, message and details of an error result', async () => {
    const transport: RendererApi = {
      invoke: async () => ({
        ok: false,
        code: 'invalid-plan',
        message: 'The plan has 2 mistakes',
        details: ['a', 'b']
      }),
      on: () => () => undefined
    }
    const failure = await createApiClient(transport)
      .call('run.start', { document: {} })
      .catch((error: unknown) => error)
    expect(failure).toBeInstanceOf(ApiError)
    expect(failure).toMatchObject({
      code: 'invalid-plan',
      message: 'The plan has 2 mistakes',
      details: ['a', 'b']
    })
  })
})
