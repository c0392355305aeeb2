export type Tags = Readonly<Record<string, string>>

export type ParsedTags =
  { readonly valid: true; readonly tags: Tags } | { readonly valid: false; readonly problem: string }

const LONGEST_KEY = 100
const LONGEST_VALUE = 1000

/** What cannot stand in the text as it is. */
const NEEDS_QUOTES = /^\s|\s$|[,="]|^$/

/** Tags as one line that `parseTags` reads back: `release=1.4.2, team="web, mobile"`. */
export function formatTags(tags: Tags): string {
  return Object.entries(tags)
    .map(([key, value]) => (value === '' ? quoted(key) : `${quoted(key)}=${quoted(value)}`))
    .join(', ')
}

function quoted(text: string): string {
  return NEEDS_QUOTES.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/** A tag with what ends it. A part is in quotes (a quote in it doubled) or goes up to the next comma or equals sign. */
const PART = String.raw`\s*(?:"((?:[^"]|"")*)"|([^,="]*?))\s*`
const TAG = new RegExp(`${PART}(?:=${PART})?(,|$)`, 'y')

/** Reads `key=value, key=value`; a key alone has an empty value, an empty text no tags. */
export function parseTags(text: string): ParsedTags {
  const tags = new Map<string, string>()
  let at = 0
  while (at < text.length) {
    TAG.lastIndex = at
    const match = TAG.exec(text)
    if (match === null) return bad(`Cannot read "${text.slice(at).trim()}": write key=value, key="a, b".`)
    at = TAG.lastIndex
    const key = partOf(match[1], match[2])
    const value = partOf(match[3], match[4])
    if (key === '' && value === '') continue
    if (key === '') return bad(`"${value}" has no name before its equals sign.`)
    if (key.length > LONGEST_KEY) return bad(`The name of a tag has at most ${LONGEST_KEY} characters.`)
    if (value.length > LONGEST_VALUE)
      return bad(`The value of a tag has at most ${LONGEST_VALUE} characters.`)
    if (tags.has(key)) return bad(`"${key}" is there twice.`)
    tags.set(key, value)
  }
  return { valid: true, tags: Object.fromEntries(tags) }
}

function partOf(inQuotes: string | undefined, plain: string | undefined): string {
  return inQuotes === undefined ? (plain ?? '') : inQuotes.replaceAll('""', '"')
}

function bad(problem: string): ParsedTags {
  return { valid: false, problem }
}
