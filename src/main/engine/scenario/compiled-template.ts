import { randomUUID } from 'node:crypto'
import { parseTemplate, type BuiltinName, type TemplatePart } from '../../../shared/plan/template.ts'
import type { IterationValues, VariableTable } from './iteration-values.ts'

/** A request cannot be made from the plan; the message says why, for the user. */
export class UnresolvedReferenceError extends Error {
  override readonly name = 'UnresolvedReferenceError'
}

/** Where the references of a template get their values. */
export interface TemplateScope {
  readonly env: Readonly<Record<string, string>>
  readonly secrets: Readonly<Record<string, string>>
  /** Variables that never change in this scenario, already resolved. */
  readonly constants: ReadonlyMap<string, string>
  /** Variables that a step extracts. */
  readonly variables: VariableTable
}

/** How a value is written into its surroundings. */
export type Escape = (value: string) => string

export const asText: Escape = (value) => value
/** Inside the quotes of a JSON string. */
export const asJsonText: Escape = (value) => JSON.stringify(value).slice(1, -1)

type Piece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'variable'; readonly index: number; readonly name: string }
  | { readonly kind: 'builtin'; readonly name: BuiltinName }

/**
 * A template with everything filled in that does not change during the run. What is left is text and the references
 * that differ between iterations.
 */
export class CompiledTemplate {
  readonly #pieces: readonly Piece[]
  readonly #escape: Escape

  private constructor(pieces: readonly Piece[], escape: Escape) {
    this.#pieces = pieces
    this.#escape = escape
  }

  /** Throws UnresolvedReferenceError for a name of the environment or a secret that has no value. */
  static compile(text: string, scope: TemplateScope, escape: Escape): CompiledTemplate {
    const template = parseTemplate(text)
    if (!template.valid) throw new UnresolvedReferenceError(template.message)
    return new CompiledTemplate(
      joinTexts(template.parts.map((part) => compilePart(part, scope, escape))),
      escape
    )
  }

  /** The whole text where nothing differs between iterations, otherwise null. */
  get constantText(): string | null {
    const [first] = this.#pieces
    if (first === undefined) return ''
    return this.#pieces.length === 1 && first.kind === 'text' ? first.text : null
  }

  /** The text before the first reference. */
  get leadingText(): string {
    const [first] = this.#pieces
    return first?.kind === 'text' ? first.text : ''
  }

  /** The same template without its first `length` characters, which must be leading text. */
  withoutLeadingText(length: number): CompiledTemplate {
    const rest = this.leadingText.slice(length)
    const pieces = this.#pieces.slice(1)
    return new CompiledTemplate(
      rest === '' ? pieces : [{ kind: 'text', text: rest }, ...pieces],
      this.#escape
    )
  }

  /** Throws UnresolvedReferenceError for a variable that no step has set in this iteration. */
  render(values: IterationValues): string {
    let text = ''
    for (let index = 0; index < this.#pieces.length; index++) {
      const piece = this.#pieces[index]
      if (piece === undefined) continue
      if (piece.kind === 'text') text += piece.text
      else if (piece.kind === 'variable') text += this.#escape(valueOf(piece.index, piece.name, values))
      else text += builtinValue(piece.name, values)
    }
    return text
  }
}

function compilePart(part: TemplatePart, scope: TemplateScope, escape: Escape): Piece {
  switch (part.kind) {
    case 'text':
    case 'builtin':
      return part
    case 'env':
      return { kind: 'text', text: escape(outsideValue('env', part.name, scope.env)) }
    case 'secret':
      return { kind: 'text', text: escape(outsideValue('secret', part.name, scope.secrets)) }
    case 'variable': {
      const index = scope.variables.indexOf(part.name)
      if (index >= 0) return { kind: 'variable', index, name: part.name }
      const constant = scope.constants.get(part.name)
      if (constant === undefined)
        throw new UnresolvedReferenceError(`the variable "${part.name}" has no value`)
      return { kind: 'text', text: escape(constant) }
    }
  }
}

function outsideValue(kind: string, name: string, values: Readonly<Record<string, string>>): string {
  const value = Object.hasOwn(values, name) ? values[name] : undefined
  if (value === undefined) throw new UnresolvedReferenceError(`\${${kind}.${name}} has no value`)
  return value
}

function valueOf(index: number, name: string, values: IterationValues): string {
  const value = values.get(index)
  if (value === null) {
    throw new UnresolvedReferenceError(`the variable "${name}" has no value: no earlier response gave one`)
  }
  return value
}

function builtinValue(name: BuiltinName, values: IterationValues): string {
  switch (name) {
    case 'vu':
      return String(values.vu)
    case 'iteration':
      return String(values.iteration)
    case 'uuid':
      return randomUUID()
  }
}

function joinTexts(pieces: readonly Piece[]): Piece[] {
  const joined: Piece[] = []
  for (const piece of pieces) {
    const last = joined.at(-1)
    if (piece.kind !== 'text' || last?.kind !== 'text') joined.push(piece)
    else joined[joined.length - 1] = { kind: 'text', text: last.text + piece.text }
  }
  return joined
}
