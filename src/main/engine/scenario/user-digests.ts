import { randomBytes } from 'node:crypto'
import {
  DigestNonce,
  encodeRequestTarget,
  findDigestChallenge,
  findNextNonce,
  StreamedBody,
  type Origin,
  type ResponseCapture
} from '../http/index.ts'
import { makeRequest, type MadeRequest } from './made-request.ts'

const UNAUTHORIZED = 401
const CLIENT_NONCE_BYTES = 16
/** To a first challenge, and once more where the service calls the nonce stale. */
const MOST_ANSWERS = 2
const NO_BODY = new Uint8Array(0)

/**
 * The digest authentication of one virtual user: the nonces that services have given it, one for each origin, with
 * which later requests authenticate at once.
 */
export class UserDigests {
  readonly #nonces = new Map<Origin, DigestNonce>()
  /** To the challenges of the request that is under way. */
  #answers = 0

  /** The next request is another one, no answer to a challenge. */
  begin(): void {
    this.#answers = 0
  }

  /** The request as it is sent: authorised, where it asks for that and its origin has given a nonce. */
  addTo(request: MadeRequest): MadeRequest {
    const { digest, origin, parts } = request
    const nonce = digest === null ? undefined : this.#nonces.get(origin)
    if (digest === null || nonce?.isFor(digest) !== true) return request
    const { method, target, body: given = NO_BODY } = parts
    const body = given instanceof StreamedBody ? null : given
    if (body === null && nonce.needsBody) return request
    const value = nonce.authorize({ method, target: encodeRequestTarget(target), body })
    return makeRequest(origin, { ...parts, headers: [...parts.headers, ['Authorization', value]] }, digest)
  }

  /** Takes down the nonce that the service wants to see in the next request, so that it need not ask for it. */
  takeNextNonce(request: MadeRequest, response: ResponseCapture): void {
    if (request.digest === null) return
    const info = response.headerValue('authentication-info')
    const nonce = info === undefined ? null : findNextNonce(info)
    if (nonce !== null) this.#nonces.get(request.origin)?.replace(nonce)
  }

  /**
   * Takes down the challenge of a response. True when the request is to be sent again with the answer: the challenge is
   * the first to this request, be it the first of all or to a nonce that has lived too long, or the service calls the
   * nonce stale. Otherwise the credentials were refused, and the response is the request's.
   */
  takeChallenge(request: MadeRequest, status: number, response: ResponseCapture | null): boolean {
    if (status !== UNAUTHORIZED || request.digest === null || response === null) return false
    const headers = response.headerValues('www-authenticate')
    const texts = headers.map((value) => Buffer.from(value, 'latin1').toString('utf8'))
    const challenge = findDigestChallenge(texts)
    // To hash a body that is not in memory would hold up the lane.
    if (challenge?.qop === 'auth-int' && request.upload !== null) return false
    if (challenge === null || this.#answers >= MOST_ANSWERS) return false
    if (this.#answers > 0 && !challenge.stale) return false
    this.#answers++
    const clientNonce = randomBytes(CLIENT_NONCE_BYTES).toString('base64url')
    this.#nonces.set(request.origin, new DigestNonce(challenge, request.digest, clientNonce))
    return true
  }
}
