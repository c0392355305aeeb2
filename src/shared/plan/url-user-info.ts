/** A user name and a password as a URL holds them. */
export interface UserInfo {
  readonly username: string
  readonly password: string
}

/** The user information ends at the last `@` of the authority, as the URL standard reads it. */
const USER_INFO = /^(https?:\/\/)([^/?#\\]*)@/i
/** A reference of a template, or a literal `${`. */
const REFERENCE = /(\$\$\{|\$\{[^}]*\})/

/**
 * Parts a URL from the user name and password before its host; both may be templates. The user information of the
 * result is a template without percent-encoding, null where there is none.
 */
export function splitUserInfo(url: string): { readonly url: string; readonly userInfo: UserInfo | null } {
  const found = USER_INFO.exec(url)
  const [all = '', scheme = '', text = ''] = found ?? []
  if (found === null) return { url, userInfo: null }
  const rest = scheme + url.slice(all.length)
  if (text === '' || text === ':') return { url: rest, userInfo: null }
  const colon = text.indexOf(':')
  const username = colon < 0 ? text : text.slice(0, colon)
  const password = colon < 0 ? '' : text.slice(colon + 1)
  return { url: rest, userInfo: { username: decodeTemplate(username), password: decodeTemplate(password) } }
}

/** Undoes percent-encoding around the references, whose values are not encoded. */
function decodeTemplate(template: string): string {
  return template
    .split(REFERENCE)
    .map((piece, index) => (index % 2 === 1 ? piece : decodePercent(piece).replaceAll('${', () => '$${')))
    .join('')
}

/** Text that is no percent-encoding stays as it is. */
export function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
