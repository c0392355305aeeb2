export type DocumentKey = string | number

const PLAIN_KEY = /^[A-Za-z_][\w-]*$/
const PART = /\.?([A-Za-z_][\w-]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]/gy

/**
 * A place in a plan document as people read it: `scenarios.browse.flow[0].request.timeout`. A key that is no plain
 * word is quoted: `thresholds["http_req_duration{name:item}"]`. The empty text is the whole document.
 */
export function formatDocumentPath(keys: readonly DocumentKey[]): string {
  let text = ''
  for (const key of keys) {
    if (typeof key === 'number') text += `[${key}]`
    else if (!PLAIN_KEY.test(key)) text += `[${JSON.stringify(key)}]`
    else text += text === '' ? key : `.${key}`
  }
  return text
}

/** The keys of a path that `formatDocumentPath` wrote. */
export function parseDocumentPath(text: string): DocumentKey[] {
  const keys: DocumentKey[] = []
  for (const [, plain, index, quoted] of text.matchAll(PART)) {
    if (plain !== undefined) keys.push(plain)
    else if (index !== undefined) keys.push(Number(index))
    else if (quoted !== undefined) keys.push(String(JSON.parse(quoted)))
  }
  return keys
}
