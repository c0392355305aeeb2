import { isCollection, isNode, isPair, isSeq, visit, type Document, type LineCounter } from 'yaml'

/** What the library's `toString` is to be told to write text as it stood. */
export interface YamlLayout {
  /** Spaces for each level. */
  readonly indent: number
  /** Whether the items of a list stand further in than its key. */
  readonly indentSeq: boolean
}

/** How the text is indented, as its first nested block shows. */
export function layoutOf(yaml: Document, lines: LineCounter): YamlLayout {
  let indent: number | null = null
  let indentSeq: boolean | null = null
  const columnOf = (node: unknown): number | null => {
    const offset = isNode(node) ? node.range?.[0] : undefined
    return offset === undefined ? null : lines.linePos(offset).col
  }
  visit(yaml, {
    Pair(_key, { key, value }) {
      if (!isCollection(value) || value.flow === true) return undefined
      const [first] = value.items
      const outer = columnOf(key)
      const inner = isSeq(value) ? columnOf(value) : columnOf(isPair(first) ? first.key : null)
      if (outer === null || inner === null) return undefined
      if (isSeq(value)) indentSeq ??= inner > outer
      if (inner > outer) indent ??= inner - outer
      return indent !== null && indentSeq !== null ? visit.BREAK : undefined
    }
  })
  return { indent: indent ?? 2, indentSeq: indentSeq ?? true }
}

/**
 * Lets each flow collection be written with the spaces inside of its brackets that it has in the text; the library knows
 * one choice for all of them.
 */
export function keepFlowPadding(yaml: Document, text: string): void {
  visit(yaml, {
    Collection(_key, node) {
      const start = node.range?.[0]
      if (node.flow !== true || start === undefined) return
      const flowCollectionPadding = /\s/.test(text.charAt(start + 1)) ? ' ' : ''
      const write = node.toString.bind(node)
      node.toString = (context, ...rest) =>
        write(context === undefined ? context : { ...context, flowCollectionPadding }, ...rest)
    }
  })
}
