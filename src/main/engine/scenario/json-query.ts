import { compile, type JSONValue } from 'json-p3'

/** A JSONPath query (RFC 9535), compiled once. */
export interface JsonQuery {
  /** The first value that it selects; undefined when there is none. */
  first(json: unknown): unknown
}

/** Throws a SyntaxError of its own kind when the text is no query; plans are checked for that before. */
export function compileJsonQuery(text: string): JsonQuery {
  const query = compile(text)
  return { first: (json) => (isJson(json) ? query.match(json)?.value : undefined) }
}

/** What `JSON.parse` gave; the reader says undefined for a body that is none. */
function isJson(value: unknown): value is JSONValue {
  return value !== undefined
}
