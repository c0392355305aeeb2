const PERCENT_HEX = Array.from(
  { length: 256 },
  (_, byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
)

/** ASCII characters that the URL standard percent-encodes in a path, and in the query of an http URL. */
const ENCODED_IN_PATH = ' "<>^`{}'
const ENCODED_IN_QUERY = ' "<>\''

function percentEncode(text: string, encoded: string): string {
  let result = ''
  for (const byte of Buffer.from(text, 'utf8')) {
    const character = String.fromCharCode(byte)
    result += byte <= 32 || byte >= 127 || encoded.includes(character) ? PERCENT_HEX[byte]! : character
  }
  return result
}

/**
 * The request target for a path and query: characters that may not stand there are percent-encoded as UTF-8, with the
 * sets of the URL standard. What is encoded already stays as it is; dot segments are sent as written. Line ends and
 * other control characters are encoded too, so no text can break out of the request line. The fragment is left out; an
 * empty path becomes `/`.
 */
export function encodeRequestTarget(pathAndQuery: string): string {
  const hash = pathAndQuery.indexOf('#')
  const text = hash < 0 ? pathAndQuery : pathAndQuery.slice(0, hash)
  const mark = text.indexOf('?')
  const path = mark < 0 ? text : text.slice(0, mark)
  const query = mark < 0 ? '' : `?${percentEncode(text.slice(mark + 1), ENCODED_IN_QUERY)}`
  return `${path === '' ? '/' : percentEncode(path, ENCODED_IN_PATH)}${query}`
}
