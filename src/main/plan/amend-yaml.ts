import { isDeepStrictEqual } from 'node:util'
import {
  isCollection,
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  parseDocument,
  stringify,
  type Document,
  type Node,
  type Pair,
  type YAMLMap,
  type YAMLSeq
} from 'yaml'
import { isRecord } from '../../shared/plan/schema-problems.ts'
import { originsOf } from './list-origins.ts'
import { parseOptions } from './read-plan-text.ts'
import { keepFlowPadding, layoutOf } from './yaml-layout.ts'

/** Lines are never broken, and what is written twice is no alias. */
const TEXT_OPTIONS = { lineWidth: 0, aliasDuplicateObjects: false } as const

/** A document as YAML. */
export function yamlOf(document: unknown): string {
  return stringify(document, TEXT_OPTIONS)
}

/**
 * The text with as little of it changed as lets it say what the document says: comments, blank lines, quotes and the
 * order of keys stay where what they belong to is still there. Text that cannot be amended so (no YAML, or references
 * that a change would not fit) is replaced as a whole.
 */
export function amendYaml(text: string, document: unknown): string {
  const lines = new LineCounter()
  const yaml = parseDocument(text, { ...parseOptions, lineCounter: lines })
  const { contents } = yaml
  // JSON, which YAML includes, has neither comments nor a layout worth keeping.
  if (yaml.errors.length > 0 || !isCollection(contents) || contents.flow === true) return yamlOf(document)
  try {
    const layout = layoutOf(yaml, lines)
    keepFlowPadding(yaml, text)
    new Amendment(yaml).apply(document)
    const amended = yaml.toString({ ...TEXT_OPTIONS, ...layout })
    const read = parseDocument(amended, parseOptions)
    // An anchor that was amended has changed what its aliases stand for; one that is gone has left them behind.
    return read.errors.length === 0 && isDeepStrictEqual(read.toJS(), document) ? amended : yamlOf(document)
  } catch {
    return yamlOf(document)
  }
}

/** Changes the nodes of a document until they say what another one says. */
class Amendment {
  readonly #yaml: Document

  constructor(yaml: Document) {
    this.#yaml = yaml
  }

  apply(document: unknown): void {
    this.#yaml.contents = this.#amended(this.#yaml.contents, document)
  }

  /** The node, changed or replaced, for a value. */
  #amended(node: unknown, value: unknown): Node {
    if (!isNode(node)) return this.#made(value)
    if (isDeepStrictEqual(node.toJS(this.#yaml), value)) return node
    if (isMap(node) && isRecord(value) && !hasMergedKeys(node)) return this.#amendMap(node, value)
    if (isSeq(node) && Array.isArray(value)) return this.#amendSeq(node, value)
    return this.#replaced(node, value)
  }

  #amendMap(map: YAMLMap, value: Readonly<Record<string, unknown>>): Node {
    this.#rename(map, value)
    const kept = map.items.filter((pair) => Object.hasOwn(value, keyOf(pair)))
    for (const pair of kept) pair.value = this.#amended(pair.value, value[keyOf(pair)])
    const there = new Set(kept.map(keyOf))
    const added = Object.keys(value).filter((key) => !there.has(key))
    map.items = [...kept, ...added.map((key) => this.#yaml.createPair(key, value[key]))]
    return map
  }

  /** A mapping that is gone where a single new one has come, as a scenario with another name, is that one. */
  #rename(map: YAMLMap, value: Readonly<Record<string, unknown>>): void {
    const gone = map.items.filter((pair) => isMap(pair.value) && !Object.hasOwn(value, keyOf(pair)))
    const there = new Set(map.items.map(keyOf))
    const come = Object.keys(value).filter((key) => isRecord(value[key]) && !there.has(key))
    const [pair, key] = [gone[0], come[0]]
    if (gone.length !== 1 || come.length !== 1 || pair === undefined || key === undefined) return
    if (isScalar(pair.key)) pair.key.value = key
  }

  #amendSeq(seq: YAMLSeq, values: readonly unknown[]): Node {
    const before = seq.items.map((item) => (isNode(item) ? item.toJS(this.#yaml) : item) as unknown)
    const origins = originsOf(before, values)
    seq.items = values.map((value, index) => {
      const origin = origins[index] ?? null
      return origin === null ? this.#made(value) : this.#amended(seq.items[origin], value)
    })
    return seq
  }

  /** Another node with the comments of the one before; text keeps its quotes. */
  #replaced(node: Node, value: unknown): Node {
    const made = this.#made(value)
    if (isScalar(node) && isScalar(made) && typeof node.value === 'string' && typeof value === 'string') {
      if (node.type === 'QUOTE_SINGLE' || node.type === 'QUOTE_DOUBLE') made.type = node.type
    }
    if (node.commentBefore) made.commentBefore = node.commentBefore
    if (node.comment) made.comment = node.comment
    made.spaceBefore = node.spaceBefore === true
    return made
  }

  #made(value: unknown): Node {
    return this.#yaml.createNode(value, { aliasDuplicateObjects: false })
  }
}

/** `<<` gives a mapping keys that are not its own: only the whole can be replaced. */
function hasMergedKeys(map: YAMLMap): boolean {
  return map.items.some((pair) => keyOf(pair) === '<<')
}

function keyOf(pair: Pair): string {
  return String(isScalar(pair.key) ? pair.key.value : pair.key)
}
