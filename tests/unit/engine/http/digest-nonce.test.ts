import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { readAuthChallenges } from '../../../../src/main/engine/http/auth-challenges.ts'
import { findDigestChallenge } from '../../../../src/main/engine/http/digest-challenge.ts'
import { DigestNonce } from '../../../../src/main/engine/http/digest-nonce.ts'

/** The values of RFC 7616, section 3.9.1. */
const REALM = 'http-auth@example.org'
const NONCE = '7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v'
const OPAQUE = 'FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS'
const CLIENT_NONCE = 'f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ'
const MUFASA = { username: 'Mufasa', password: 'Circle of Life' }
const GET = { method: 'GET', target: '/dir/index.html', body: new Uint8Array(0) }

function nonceOf(challenge: string, credentials = MUFASA, clientNonce = CLIENT_NONCE): DigestNonce {
  const found = findDigestChallenge([challenge])
  if (found === null) throw new Error('no challenge')
  return new DigestNonce(found, credentials, clientNonce)
}

function challengeOf(rest: string): string {
  return `Digest realm="${REALM}", nonce="${NONCE}", opaque="${OPAQUE}"${rest}`
}

function parametersOf(value: string): Record<string, string> {
  const [challenge] = readAuthChallenges(value)
  return Object.fromEntries(challenge?.parameters ?? [])
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

describe('the answer to a digest challenge', () => {
  it.each([
    ['MD5', '8ca523f5e9506fed4657c9700eebdbec'],
    ['SHA-256', '753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1']
  ])('is that of RFC 7616 for %s', (algorithm, response) => {
    const value = nonceOf(challengeOf(`, qop="auth, auth-int", algorithm=${algorithm}`)).authorize(GET)
    expect(value).toBe(
      `Digest username="Mufasa", realm="${REALM}", uri="/dir/index.html", algorithm=${algorithm}, ` +
        `nonce="${NONCE}", nc=00000001, cnonce="${CLIENT_NONCE}", qop=auth, response="${response}", ` +
        `opaque="${OPAQUE}"`
    )
  })

  it('is that of RFC 2617, and without qop that of RFC 2069', () => {
    const challenge = 'Digest realm="testrealm@host.com", nonce="dcd98b7102dd2f0e8b11d0f600bfb0c093"'
    const credentials = { username: 'Mufasa', password: 'Circle Of Life' }
    const answer = (text: string) => nonceOf(text, credentials, '0a4f113b').authorize(GET)
    expect(parametersOf(answer(`${challenge}, qop="auth"`)).response).toBe('6629fae49393a05397450978507c4ef1')
    const old = answer(challenge)
    expect(parametersOf(old).response).toBe('670fd8c2df070c60b045671b8b24ff02')
    expect(old).not.toMatch(/qop|cnonce|nc=|algorithm|opaque/)
  })

  it('counts the uses of a nonce and keeps its own, also in the session form', () => {
    const nonce = nonceOf(challengeOf(', qop="auth", algorithm=SHA-256-sess'))
    const secret = sha256(`${sha256(`Mufasa:${REALM}:Circle of Life`)}:${NONCE}:${CLIENT_NONCE}`)
    for (const count of ['00000001', '00000002', '00000003']) {
      const { nc, cnonce, response } = parametersOf(nonce.authorize({ ...GET, method: 'POST' }))
      const request = sha256('POST:/dir/index.html')
      expect({ nc, cnonce, response }).toEqual({
        nc: count,
        cnonce: CLIENT_NONCE,
        response: sha256(`${secret}:${NONCE}:${count}:${CLIENT_NONCE}:auth:${request}`)
      })
    }
  })

  it('covers the body where the service asks for no less', () => {
    const nonce = nonceOf(challengeOf(', qop="auth-int", algorithm=SHA-256'))
    const { qop, response } = parametersOf(nonce.authorize({ ...GET, body: Buffer.from('tea') }))
    const secret = sha256(`Mufasa:${REALM}:Circle of Life`)
    const request = sha256(`GET:/dir/index.html:${sha256('tea')}`)
    expect(qop).toBe('auth-int')
    expect(response).toBe(sha256(`${secret}:${NONCE}:00000001:${CLIENT_NONCE}:auth-int:${request}`))
  })

  it('quotes what needs it, and hashes it without quotes', () => {
    const credentials = { username: 'a"b\\c', password: 'p' }
    const value = nonceOf('Digest realm="say \\"hi\\"", nonce="n"', credentials).authorize(GET)
    expect(value).toContain('username="a\\"b\\\\c", realm="say \\"hi\\""')
    const md5 = (text: string) => createHash('md5').update(text).digest('hex')
    expect(parametersOf(value).response).toBe(
      md5(`${md5('a"b\\c:say "hi":p')}:n:${md5('GET:/dir/index.html')}`)
    )
  })

  it('writes a name beyond ASCII in the form that the service reads', () => {
    const credentials = { username: "J\u00e4s\u00f8n (D'oe)", password: 'p' }
    expect(nonceOf(challengeOf(', charset=UTF-8'), credentials).authorize(GET)).toContain(
      "username*=UTF-8''J%C3%A4s%C3%B8n%20%28D%27oe%29, "
    )
    expect(nonceOf(challengeOf(''), credentials).authorize(GET)).toContain(
      `username="J\u00e4s\u00f8n (D'oe)"`
    )
  })
})

it('a nonce is for the credentials that it was made for', () => {
  const nonce = nonceOf(challengeOf(''))
  expect(nonce.isFor({ ...MUFASA })).toBe(true)
  expect(nonce.isFor({ ...MUFASA, password: 'x' })).toBe(false)
  expect(nonce.isFor({ ...MUFASA, username: 'x' })).toBe(false)
})
