import { describe, expect, it } from 'vitest'
import { parsePlan, planFileReferences, planReferences } from '../../../../src/shared/plan/index.ts'
import type { Plan } from '../../../../src/shared/plan/plan.ts'
import { closed } from './plan-documents.ts'

function planWith(tls: unknown): Plan {
  const parsed = parsePlan(closed({ tls }))
  if (!parsed.valid) throw new Error(parsed.problems.map(({ message }) => message).join())
  return parsed.plan
}

function problemsWith(tls: unknown): string[] {
  const parsed = parsePlan(closed({ tls }))
  return parsed.valid ? [] : parsed.problems.map(({ path, message }) => `${path} | ${message}`)
}

describe('tls of a plan', () => {
  it('is absent where the plan says nothing of it, so that plans from before mean the same', () => {
    expect('tls' in planWith(undefined)).toBe(false)
  })

  it('checks certificates, resumes sessions and trusts the built-in authorities by default', () => {
    expect(planWith({}).tls).toEqual({
      ...{ ca: [], cert: null, key: null, passphrase: null, serverName: null },
      ...{ minVersion: null, maxVersion: null, insecure: false, sessionResumption: true }
    })
  })

  it('takes one authority or several, and the key from the file of the certificate', () => {
    expect(planWith({ ca: 'ca.pem' }).tls?.ca).toEqual(['ca.pem'])
    expect(planWith({ ca: ['a.pem', 'b.pem'] }).tls?.ca).toEqual(['a.pem', 'b.pem'])
    expect(planWith({ cert: 'client.pem' }).tls).toMatchObject({ cert: 'client.pem', key: 'client.pem' })
  })

  it('names its files with their places, and what they take from the environment', () => {
    const plan = planWith({
      ca: ['${env.CA}', 'b.pem'],
      ...{ cert: 'client.pem', key: 'client.key', passphrase: '${env.PASSPHRASE}' }
    })
    expect(planFileReferences(plan).map(({ place, file, use }) => [place, file, use])).toEqual([
      ['tls.ca[0]', '${env.CA}', 'text'],
      ['tls.ca[1]', 'b.pem', 'text'],
      ['tls.cert', 'client.pem', 'text'],
      ['tls.key', 'client.key', 'text']
    ])
    expect(planReferences(plan).env).toEqual(['CA', 'PASSPHRASE'])
    expect(planFileReferences(planWith({ cert: 'both.pem' })).map(({ place }) => place)).toEqual(['tls.cert'])
  })

  it.each<[problem: string, tls: unknown]>([
    [
      'tls | Found the text "on", expected a mapping with ca, cert, key, passphrase, serverName, minVersion, maxVersion, insecure or sessionResumption.',
      'on'
    ],
    ['tls.insecur | Unknown key "insecur"; did you mean "insecure"?', { insecur: true }],
    ['tls.insecure | Found the text "yes", expected true or false.', { insecure: 'yes' }],
    ['tls.ca | Found the number 7, expected the path of a PEM file or a list of them.', { ca: 7 }],
    ['tls.key | "key" stands without cert, expected it beside cert.', { key: 'a.pem' }],
    [
      'tls.passphrase | "passphrase" stands without cert, expected it beside cert.',
      { passphrase: '${env.P}' }
    ],
    [
      'tls.minVersion | Found the text "1.2", expected one of TLSv1, TLSv1.1, TLSv1.2, TLSv1.3.',
      { minVersion: '1.2' }
    ],
    [
      'tls.maxVersion | Found TLSv1.2, expected at least minVersion, which is TLSv1.3.',
      { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.2' }
    ],
    [
      'tls.serverName | Found the text "127.0.0.1", expected a host name such as "api.example.com", which is no IP address.',
      { serverName: '127.0.0.1' }
    ],
    [
      'tls.ca | "${user}" cannot be used here; expected text, ${env.NAME} or ${secret.NAME}.',
      { ca: '${user}' }
    ]
  ])('%s', (problem, tls) => {
    expect(problemsWith(tls)).toEqual([problem])
  })

  it('warns of certificates that are not checked and of a passphrase in clear', () => {
    const parsed = parsePlan(closed({ tls: { insecure: true, cert: 'c.pem', passphrase: 'hunter2' } }))
    expect(parsed.valid && parsed.warnings.map(({ path }) => path)).toEqual([
      'tls.insecure',
      'tls.passphrase'
    ])
    const quiet = parsePlan(closed({ tls: { insecure: false, cert: 'c.pem', passphrase: '${env.P}' } }))
    expect(quiet.valid && quiet.warnings).toEqual([])
  })
})
