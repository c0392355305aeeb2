import { compile } from 'json-p3'

/** What is wrong with a JSONPath query (RFC 9535), as the end of a message; null for one that is right. */
export function jsonPathProblem(query: string): string | null {
  try {
    compile(query)
    return null
  } catch (error) {
    const detail = error instanceof Error ? error.message.split('\n')[0] : String(error)
    return `expected a JSONPath query such as "$.items[0].id" (${detail})`
  }
}
