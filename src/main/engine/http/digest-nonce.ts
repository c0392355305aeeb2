import { hash } from 'node:crypto'
import type { DigestChallenge } from './digest-challenge.ts'

export interface DigestCredentials {
  readonly username: string
  readonly password: string
}

/** The request that is to be authorised. */
export interface DigestedRequest {
  readonly method: string
  /** The request target exactly as it is sent. */
  readonly target: string
  /** Null where it is not in memory; `needsBody` must be false then. */
  readonly body: Uint8Array | null
}

const COUNT_DIGITS = 8

/**
 * A nonce of a service and how often it was used by one virtual user: makes the Authorization header of each request.
 * RFC 7616, section 3.4; without `qop` that of RFC 2069.
 *
 * The client's own nonce stays the same as long as this one lives: in the session algorithms the secret holds it, and
 * services differ in whether they take the first one or that of each request.
 */
export class DigestNonce {
  readonly #challenge: DigestChallenge
  readonly #credentials: DigestCredentials
  readonly #clientNonce: string
  /** H(A1). */
  readonly #secret: string
  #nonce: string
  #uses = 0

  constructor(challenge: DigestChallenge, credentials: DigestCredentials, clientNonce: string) {
    const { realm, nonce, isSession } = challenge
    const { username, password } = credentials
    this.#challenge = challenge
    this.#nonce = nonce
    this.#credentials = credentials
    this.#clientNonce = clientNonce
    const secret = this.#hash(`${username}:${realm}:${password}`)
    this.#secret = isSession ? this.#hash(`${secret}:${nonce}:${clientNonce}`) : secret
  }

  /** Whether it was made for these credentials. */
  isFor({ username, password }: DigestCredentials): boolean {
    return username === this.#credentials.username && password === this.#credentials.password
  }

  /** The service wants another nonce from now on. The secret of a session stays (RFC 7616, section 3.4.2). */
  replace(nonce: string): void {
    this.#nonce = nonce
    this.#uses = 0
  }

  /** Whether the bytes of a body are part of what is hashed. */
  get needsBody(): boolean {
    return this.#challenge.qop === 'auth-int'
  }

  /** The value of the next Authorization header. Throws an Error where a body is needed and not in memory. */
  authorize({ method, target, body }: DigestedRequest): string {
    const { realm, opaque, algorithm, qop } = this.#challenge
    const nonce = this.#nonce
    if (this.needsBody && body === null) throw new Error('a body that is not in memory cannot be hashed')
    const request = this.needsBody ? `${method}:${target}:${this.#hash(body ?? '')}` : `${method}:${target}`
    const count = (++this.#uses).toString(16).padStart(COUNT_DIGITS, '0')
    const uses = qop === null ? '' : `:${count}:${this.#clientNonce}:${qop}`
    const response = this.#hash(`${this.#secret}:${nonce}${uses}:${this.#hash(request)}`)
    return [
      `Digest ${this.#username()}`,
      `realm=${quoted(realm)}`,
      `uri=${quoted(target)}`,
      ...(algorithm === null ? [] : [`algorithm=${algorithm}`]),
      `nonce=${quoted(nonce)}`,
      ...(qop === null ? [] : [`nc=${count}`, `cnonce=${quoted(this.#clientNonce)}`, `qop=${qop}`]),
      `response="${response}"`,
      ...(opaque === null ? [] : [`opaque=${quoted(opaque)}`])
    ].join(', ')
  }

  /** A name beyond ASCII is written as RFC 8187 has it, where the service says that it reads UTF-8. */
  #username(): string {
    const { username } = this.#credentials
    const isAscii = /^[ -~]*$/.test(username)
    return isAscii || !this.#challenge.acceptsUtf8
      ? `username=${quoted(username)}`
      : `username*=UTF-8''${encodeURIComponent(username).replace(/['()*]/g, percentEncoded)}`
  }

  #hash(data: string | Uint8Array): string {
    return hash(this.#challenge.hash, data)
  }
}

function quoted(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&')}"`
}

function percentEncoded(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`
}
