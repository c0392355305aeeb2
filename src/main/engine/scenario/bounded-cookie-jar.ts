import type { Cookie, CookieJar, MemoryCookieStore } from 'tough-cookie'

/** As browsers have them; RFC 6265, section 6.1, asks for 50 cookies of a domain and 4096 bytes each at least. */
const MOST_COOKIES_OF_A_DOMAIN = 180
const MOST_COOKIE_BYTES = 4096

type CookieLibrary = typeof import('tough-cookie')

/**
 * A jar that holds only so many cookies of a domain, the newest ones, and none that is too large: a service that sets
 * another cookie with each response does not make requests without end.
 */
export class BoundedCookieJar {
  readonly #library: CookieLibrary
  readonly #store: MemoryCookieStore
  readonly #jar: CookieJar
  /** No domain has more: all that were there when they were counted, and all that were set since. */
  #mostOfADomain = 0

  constructor(library: CookieLibrary) {
    this.#library = library
    this.#store = new library.MemoryCookieStore()
    this.#jar = new library.CookieJar(this.#store)
  }

  /** A cookie that a response from there may not set is left out, as browsers do. @param text of a Set-Cookie header */
  set(text: string, url: string): void {
    const cookie = this.#library.Cookie.parse(text)
    if (cookie === undefined || Buffer.byteLength(cookie.key + cookie.value) > MOST_COOKIE_BYTES) return
    if (this.#isForSuffixItself(cookie, url)) cookie.domain = null
    this.#jar.setCookieSync(cookie, url, { ignoreError: true })
    if (++this.#mostOfADomain > MOST_COOKIES_OF_A_DOMAIN) this.#evict()
  }

  /** Those that belong to a request, as `name=value`. */
  cookiesFor(url: string): string[] {
    return this.#jar.getCookiesSync(url).map((cookie) => cookie.cookieString())
  }

  /** RFC 6265, section 5.3, step 5: a public suffix may set cookies for itself, such as a host of one label. */
  #isForSuffixItself(cookie: Cookie, url: string): boolean {
    const domain = cookie.cdomain()
    if (domain === null || domain === undefined || domain !== URL.parse(url)?.hostname) return false
    const options = { allowSpecialUseDomain: true, ignoreError: true }
    return this.#library.getPublicSuffix(domain, options) === undefined
  }

  /** The store answers at once, and gives the oldest first. */
  #evict(): void {
    const byDomain = new Map<string | null, Cookie[]>()
    this.#store.getAllCookies((_error, cookies = []) => {
      for (const cookie of cookies) {
        const others = byDomain.get(cookie.domain)
        if (others === undefined) byDomain.set(cookie.domain, [cookie])
        else others.push(cookie)
      }
    })
    this.#mostOfADomain = 0
    for (const cookies of byDomain.values()) {
      const excess = Math.max(0, cookies.length - MOST_COOKIES_OF_A_DOMAIN)
      for (const { domain, path, key } of cookies.slice(0, excess)) {
        this.#store.removeCookie(domain ?? '', path ?? '', key, () => undefined)
      }
      this.#mostOfADomain = Math.max(this.#mostOfADomain, cookies.length - excess)
    }
  }
}
