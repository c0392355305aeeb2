/**
 * Text with references: `${name}` is a variable of the plan or an extraction, `${env.NAME}` and `${secret.NAME}` come
 * from outside and never enter the saved plan, `${vu}`, `${iteration}` and `${uuid}` are made by the engine.
 * `$${` stands for a literal `${`.
 */
export type TemplatePart =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'env'; readonly name: string }
  | { readonly kind: 'secret'; readonly name: string }
  | { readonly kind: 'builtin'; readonly name: BuiltinName }

export const BUILTIN_NAMES = ['vu', 'iteration', 'uuid'] as const
export type BuiltinName = (typeof BUILTIN_NAMES)[number]

export type TemplateResult =
  | { readonly valid: true; readonly parts: readonly TemplatePart[] }
  | { readonly valid: false; readonly message: string }

export const VARIABLE_NAME = /^[A-Za-z_]\w*$/
const REFERENCE = /\$\$\{|\$\{([^}]*)(\}?)/g

/** Parses a template; the message of an invalid one is a sentence for the user. */
export function parseTemplate(template: string): TemplateResult {
  const parts: TemplatePart[] = []
  let text = ''
  let end = 0
  for (const match of template.matchAll(REFERENCE)) {
    text += template.slice(end, match.index)
    end = match.index + match[0].length
    if (match[1] === undefined) {
      text += '${'
      continue
    }
    if (match[2] === '') return { valid: false, message: `The reference "${match[0]}" has no closing brace.` }
    const reference = parseReference(match[1].trim())
    if (reference === null) {
      const message =
        `"${match[0]}" is no reference; expected \${name}, \${env.NAME} or \${secret.NAME}` +
        ' (a literal "${" is written "$${").'
      return { valid: false, message }
    }
    if (text !== '') parts.push({ kind: 'text', text })
    text = ''
    parts.push(reference)
  }
  text += template.slice(end)
  if (text !== '') parts.push({ kind: 'text', text })
  return { valid: true, parts }
}

/** Whether a text takes part of its value from elsewhere, so that it holds no secret in clear. */
export function hasReference(text: string): boolean {
  const template = parseTemplate(text)
  return template.valid && template.parts.some((part) => part.kind !== 'text')
}

/**
 * A text that holds for the whole run with its `${env.NAME}` replaced; null when it is no template, or refers to
 * something else or to a variable without a value.
 */
export function fillFromEnvironment(
  text: string,
  env: Readonly<Record<string, string | undefined>>
): string | null {
  const template = parseTemplate(text)
  if (!template.valid) return null
  let filled = ''
  for (const part of template.parts) {
    const value = part.kind === 'text' ? part.text : part.kind === 'env' ? env[part.name] : undefined
    if (value === undefined) return null
    filled += value
  }
  return filled
}

/** A template that stands for the text itself. */
export function escapeTemplate(text: string): string {
  return text.replaceAll('${', () => '$${')
}

/** A template with its variables replaced by what they stand for, which may hold references of its own. */
export function fillVariables(
  text: string,
  variables: Readonly<Record<string, string | number | boolean>>
): string {
  const template = parseTemplate(text)
  if (!template.valid) return text
  return template.parts.map((part) => filledPart(part, variables)).join('')
}

function filledPart(
  part: TemplatePart,
  variables: Readonly<Record<string, string | number | boolean>>
): string {
  if (part.kind === 'text') return escapeTemplate(part.text)
  if (part.kind === 'env' || part.kind === 'secret') return `\${${part.kind}.${part.name}}`
  const value = part.kind === 'variable' ? variables[part.name] : undefined
  return value === undefined ? `\${${part.name}}` : String(value)
}

function parseReference(reference: string): TemplatePart | null {
  const builtin = BUILTIN_NAMES.find((name) => name === reference)
  if (builtin !== undefined) return { kind: 'builtin', name: builtin }
  if (VARIABLE_NAME.test(reference)) return { kind: 'variable', name: reference }
  const outside = /^(env|secret)\.([A-Za-z_]\w*)$/.exec(reference)
  if (outside === null || outside[2] === undefined) return null
  return { kind: outside[1] === 'env' ? 'env' : 'secret', name: outside[2] }
}
