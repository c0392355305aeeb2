import { isAlias, isMap, isScalar, isSeq, type Document, type LineCounter, type Node } from 'yaml'
import { parseDocumentPath, type DocumentKey } from '../../shared/plan/document-path.ts'

/** Finds the line of a place in the text that a document was read from. */
export class DocumentLines {
  readonly #document: Document
  readonly #lines: LineCounter

  constructor(document: Document, lines: LineCounter) {
    this.#document = document
    this.#lines = lines
  }

  /**
   * 1-based line of the deepest part of the path that is there: a missing key has the line of what it is missing
   * from. Null for an empty document.
   */
  lineOf(path: string): number | null {
    let node: unknown = this.#document.contents
    let offset = startOf(node)
    for (const key of parseDocumentPath(path)) {
      const child = childOf(this.#resolve(node), key)
      if (child === null) break
      offset = child.offset ?? offset
      node = child.node
    }
    return offset === null ? null : this.#lines.linePos(offset).line
  }

  #resolve(node: unknown): unknown {
    return isAlias(node) ? node.resolve(this.#document) : node
  }
}

interface Child {
  readonly node: unknown
  readonly offset: number | null
}

/** The line of an entry is that of its key, not of its value, which may begin further down. */
function childOf(node: unknown, key: DocumentKey): Child | null {
  if (isMap(node)) {
    const pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(key))
    return pair === undefined ? null : { node: pair.value, offset: startOf(pair.key) }
  }
  if (isSeq(node) && typeof key === 'number') {
    const item: unknown = node.items[key]
    return item === undefined ? null : { node: item, offset: startOf(item) }
  }
  return null
}

function startOf(node: unknown): number | null {
  return isNode(node) ? (node.range?.[0] ?? null) : null
}

function isNode(value: unknown): value is Node {
  return isMap(value) || isSeq(value) || isScalar(value) || isAlias(value)
}
