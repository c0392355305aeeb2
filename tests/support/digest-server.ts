import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

export interface DigestServerOptions {
  readonly algorithm?: 'MD5' | 'MD5-sess' | 'SHA-256' | 'SHA-256-sess'
  readonly qop?: 'auth' | 'auth-int'
  /** A nonce is good for so many requests; one more gets `stale=true`. */
  readonly usesOfNonce?: number
}

const REALM = 'the shop'

/**
 * The side of a service in digest authentication, written after RFC 7616 by itself: nothing of it is the client's. A
 * count that is not one more than the last is refused, as a replay is.
 */
export class DigestGate {
  /** What became of each request, in the order of arrival. */
  readonly verdicts: ('asked' | 'passed' | 'stale' | 'refused')[] = []
  readonly #options: Required<DigestServerOptions>
  readonly #password: string
  readonly #counts = new Map<string, number>()

  constructor(password: string, options: DigestServerOptions = {}) {
    this.#password = password
    this.#options = { algorithm: 'MD5', qop: 'auth', usesOfNonce: Number.POSITIVE_INFINITY, ...options }
  }

  /** Null lets the request pass; otherwise the WWW-Authenticate of a 401. */
  challengeOf(request: IncomingMessage, body: Buffer): string | null {
    const verdict = this.#judge(request, body)
    this.verdicts.push(verdict)
    if (verdict === 'passed') return null
    const { algorithm, qop } = this.#options
    const nonce = `nonce${this.#counts.size}`
    this.#counts.set(nonce, 0)
    const stale = verdict === 'stale' ? ', stale=true' : ''
    return `Basic realm="other", Digest realm="${REALM}", qop="${qop}", algorithm=${algorithm}, nonce="${nonce}", opaque="o p"${stale}`
  }

  #judge(request: IncomingMessage, body: Buffer): 'asked' | 'passed' | 'stale' | 'refused' {
    const { authorization } = request.headers
    if (authorization === undefined) return 'asked'
    const given = Object.fromEntries(
      Array.from(authorization.matchAll(/(\w+)=(?:"([^"]*)"|([^\s,]+))/g), ([, name, quoted, plain]) => [
        name,
        quoted ?? plain ?? ''
      ])
    )
    const { username = '', nonce = '', nc = '', cnonce = '', qop = '', uri = '', opaque = '' } = given
    const used = this.#counts.get(nonce)
    if (used === undefined || used >= this.#options.usesOfNonce) return 'stale'
    if (parseInt(nc, 16) !== used + 1 || uri !== request.url || opaque !== 'o p') return 'refused'
    const { algorithm } = this.#options
    const digest = (data: string | Buffer): string =>
      createHash(algorithm.startsWith('MD5') ? 'md5' : 'sha256')
        .update(data)
        .digest('hex')
    const user = digest(`${username}:${REALM}:${this.#password}`)
    const secret = algorithm.endsWith('-sess') ? digest(`${user}:${nonce}:${cnonce}`) : user
    const covered = qop === 'auth-int' ? `:${digest(body)}` : ''
    const asked = digest(`${request.method}:${uri}${covered}`)
    if (given.response !== digest(`${secret}:${nonce}:${nc}:${cnonce}:${qop}:${asked}`)) return 'refused'
    this.#counts.set(nonce, used + 1)
    return 'passed'
  }
}
