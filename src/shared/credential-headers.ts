/** Headers whose value is a secret by their meaning. */
const CREDENTIAL_HEADERS: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'cookie2',
  'x-api-key',
  'api-key',
  'x-auth-token'
])

const FIELD_LINE = /^([^\s:]+)(:[ \t]*)([^\r\n]*)/gm

export function isCredentialHeader(name: string): boolean {
  return CREDENTIAL_HEADERS.has(name.toLowerCase())
}

/**
 * A head of a request as it may be shown: `Authorization: Basic ***` keeps the scheme, of every other credential only
 * the name is left. The start line and what follows the empty line stay as they are.
 */
export function maskCredentials(text: string): string {
  const headEnd = text.indexOf('\r\n\r\n')
  const head = headEnd < 0 ? text : text.slice(0, headEnd)
  const masked = head.replace(FIELD_LINE, (line, name: string, separator: string, value: string) =>
    isCredentialHeader(name) ? `${name}${separator}${maskedValue(name, value)}` : line
  )
  return masked + text.slice(head.length)
}

/** A head of a response as it may be kept: the cookies that it sets are named without their values. */
export function maskSetCookies(head: string): string {
  return head.replace(FIELD_LINE, (line, name: string, separator: string, value: string) =>
    name.toLowerCase() === 'set-cookie' ? `${name}${separator}${value.replace(/=[^;]*/, '=***')}` : line
  )
}

function maskedValue(name: string, value: string): string {
  const scheme = /authorization$/i.test(name) ? /^([A-Za-z][\w-]*)[ \t]+\S/.exec(value)?.[1] : undefined
  return scheme === undefined ? '***' : `${scheme} ***`
}
