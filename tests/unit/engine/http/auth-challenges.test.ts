import { expect, it } from 'vitest'
import { readAuthChallenges } from '../../../../src/main/engine/http/auth-challenges.ts'
import { findDigestChallenge } from '../../../../src/main/engine/http/digest-challenge.ts'

function read(text: string): unknown[] {
  return readAuthChallenges(text).map(({ scheme, parameters }) => [scheme, Object.fromEntries(parameters)])
}

it.each([
  ['', []],
  ['Basic realm="a"', [['basic', { realm: 'a' }]]],
  ['Negotiate', [['negotiate', {}]]],
  [
    'Negotiate YWJj==, Basic realm=x',
    [
      ['negotiate', {}],
      ['basic', { realm: 'x' }]
    ]
  ],
  [
    'Newauth realm="apps", type=1, title="Login to \\"apps\\"", Basic realm="simple"',
    [
      ['newauth', { realm: 'apps', type: '1', title: 'Login to "apps"' }],
      ['basic', { realm: 'simple' }]
    ]
  ],
  [
    'Digest REALM = "a, b" ,, nonce="",stale=FALSE',
    [['digest', { realm: 'a, b', nonce: '', stale: 'FALSE' }]]
  ],
  [
    'Digest realm="never closed',
    [
      ['digest', {}],
      ['realm', {}]
    ]
  ],
  ['realm="of nobody"', []]
])('reads the challenges of %j', (text, challenges) => {
  expect(read(text)).toEqual(challenges)
})

it('the first digest challenge that can be answered is the one', () => {
  const headers = [
    'Basic realm="a"',
    'Digest realm="a", nonce="1", algorithm=SHA-512-256, Digest realm="a", nonce="2", qop="auth-conf"',
    'Digest realm="a", nonce="3", algorithm=sha-256-SESS, qop="auth-int, auth", opaque="o", stale=TRUE, charset=UTF-8',
    'Digest realm="a", nonce="4"'
  ]
  expect(findDigestChallenge(headers)).toEqual({
    ...{ realm: 'a', nonce: '3', opaque: 'o', algorithm: 'sha-256-SESS', hash: 'sha256', isSession: true },
    ...{ qop: 'auth', stale: true, acceptsUtf8: true }
  })
  expect(findDigestChallenge(headers.slice(3))).toEqual({
    ...{ realm: 'a', nonce: '4', opaque: null, algorithm: null, hash: 'md5', isSession: false },
    ...{ qop: null, stale: false, acceptsUtf8: false }
  })
  expect(findDigestChallenge(headers.slice(0, 2))).toBeNull()
  expect(findDigestChallenge(['Digest nonce="1"', 'Digest realm="1"'])).toBeNull()
})
