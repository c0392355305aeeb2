import type { ResponseCapture } from '../http/index.ts'
import { fromPromise, type Coroutine } from '../scheduler/index.ts'
import { BoundedCookieJar } from './bounded-cookie-jar.ts'
import { makeRequest, urlOf, type MadeRequest } from './made-request.ts'

/** Loaded when a response sets a cookie for the first time: most services under load set none, and it is large. */
let library: typeof import('tough-cookie') | null = null

/** What a response asked to keep. */
interface SetCookie {
  readonly url: string
  readonly text: string
}

/**
 * The cookies of one virtual user, by RFC 6265: domain, path, Secure, expiry. Cookies are not bound to a port.
 *
 * Always holds: there is no jar as long as no response has set a cookie, so that a service without cookies costs
 * nothing. What `take` found is in the jar once `keep` has run, which must be before the next request.
 */
export class UserCookies {
  #jar: BoundedCookieJar | null = null
  #taken: SetCookie[] | null = null

  /** Whether `keep` has something to do. */
  get hasTaken(): boolean {
    return this.#taken !== null
  }

  /** Forgets all cookies. */
  clear(): void {
    this.#jar = null
    this.#taken = null
  }

  /** Takes down what the response sets. */
  take(request: MadeRequest, response: ResponseCapture): void {
    for (const value of response.headerValues('set-cookie')) {
      this.#taken ??= []
      this.#taken.push({ url: urlOf(request), text: Buffer.from(value, 'latin1').toString('utf8') })
    }
  }

  /** Puts it into the jar. */
  *keep(): Coroutine<void> {
    library ??= yield* fromPromise(import('tough-cookie'))
    const taken = this.#taken ?? []
    this.#taken = null
    this.#jar ??= new BoundedCookieJar(library)
    for (const { url, text } of taken) this.#jar.set(text, url)
  }

  /**
   * The request as it is sent: with the cookies that belong to its URL. A `cookie` header of the plan comes first, and
   * a cookie of the same name from the jar is left out.
   */
  addTo(request: MadeRequest): MadeRequest {
    if (this.#jar === null) return request
    const { origin, parts, digest } = request
    const own = parts.headers.filter(([name]) => isCookieHeader(name)).map(([, value]) => value)
    const ownNames = new Set(own.flatMap((value) => value.split(';').map(nameOf)))
    const kept = this.#jar.cookiesFor(urlOf(request)).filter((cookie) => !ownNames.has(nameOf(cookie)))
    if (kept.length === 0) return request
    const others = parts.headers.filter(([name]) => !isCookieHeader(name))
    const cookie = [...own, ...kept].join('; ')
    return makeRequest(origin, { ...parts, headers: [...others, ['cookie', cookie]] }, digest)
  }
}

function isCookieHeader(name: string): boolean {
  return name.toLowerCase() === 'cookie'
}

function nameOf(pair: string): string {
  return pair.split('=', 1)[0]?.trim() ?? ''
}
