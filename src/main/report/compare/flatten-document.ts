const LONGEST_TEXT = 200

/** Every leaf of a JSON value by its path, `scenarios.browse.flow[0].request.url`; empty lists and mappings are leaves. */
export function flattenDocument(value: unknown): Map<string, string> {
  const leaves = new Map<string, string>()
  addLeaves(value, '', leaves)
  return leaves
}

function addLeaves(value: unknown, path: string, leaves: Map<string, string>): void {
  if (Array.isArray(value) && value.length > 0) {
    for (const [index, item] of value.entries()) addLeaves(item, `${path}[${index}]`, leaves)
    return
  }
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    const entries = Object.entries(value)
    for (const [key, item] of entries) addLeaves(item, path === '' ? key : `${path}.${key}`, leaves)
    if (entries.length > 0) return
  }
  if (value === undefined) return
  leaves.set(path, shorten(typeof value === 'string' ? value : JSON.stringify(value)))
}

/** A long body is told apart by its end as well: what was cut is counted. */
function shorten(text: string): string {
  if (text.length <= LONGEST_TEXT) return text
  const half = LONGEST_TEXT / 2
  return `${text.slice(0, half)}...(${text.length - LONGEST_TEXT} more)...${text.slice(-half)}`
}
