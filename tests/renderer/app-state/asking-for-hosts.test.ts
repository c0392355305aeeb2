import { describe, expect, it } from 'vitest'
import { ApiError } from '../../../src/renderer/src/api/index.ts'
import { askingForHosts } from '../../../src/renderer/src/app-state/asking-for-hosts.ts'
import { FakeApi } from '../support/fake-api.ts'

/** A main process in which the hosts of a plan have to be allowed one after the other. */
function gate(hosts: readonly string[], answers: readonly boolean[]) {
  const allowed: string[] = []
  const questions: (string | undefined)[] = []
  const api = new FakeApi({
    'run.start': () => {
      const refused = hosts.find((host) => !allowed.includes(host))
      if (refused === undefined) return { runId: 'run-1' }
      throw new ApiError('host_not_allowed', `${refused} is a public host.`, [refused])
    },
    'hosts.allow': ({ host }) => {
      allowed.push(host)
      return null
    }
  })
  const left = [...answers]
  const client = askingForHosts(api.client, {
    ask: ({ toType }) => {
      questions.push(toType)
      return Promise.resolve(left.shift() ?? false)
    }
  })
  return { client, allowed, questions }
}

describe('a start of load', () => {
  it('asks for each public host by its name and goes on when it was typed', async () => {
    const { client, allowed, questions } = gate(['a.example', 'b.example'], [true, true])
    expect(await client.call('run.start', { document: {} })).toEqual({ runId: 'run-1' })
    expect([questions, allowed]).toEqual([
      ['a.example', 'b.example'],
      ['a.example', 'b.example']
    ])
  })

  it('gives the refusal on when the user does not', async () => {
    const { client, allowed } = gate(['a.example'], [false])
    await expect(client.call('run.start', { document: {} })).rejects.toThrow('a.example is a public host.')
    expect(allowed).toEqual([])
  })

  it('asks nothing for any other error', async () => {
    const api = new FakeApi({
      'run.start': () => {
        throw new ApiError('invalid_plan', 'The plan has 1 mistake.', ['target'])
      }
    })
    const client = askingForHosts(api.client, { ask: () => expect.unreachable() })
    await expect(client.call('run.start', { document: {} })).rejects.toThrow('The plan has 1 mistake.')
  })
})
