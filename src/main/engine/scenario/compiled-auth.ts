import type { AuthPlan } from '../../../shared/plan/plan.ts'
import type { DigestCredentials } from '../http/index.ts'
import { asText, CompiledTemplate, type TemplateScope } from './compiled-template.ts'

/** Gives the text of a template in this iteration. */
export type TextOf = (template: CompiledTemplate) => string

/** How a request proves who sends it, ready to be filled in. */
export interface CompiledAuth {
  readonly templates: readonly CompiledTemplate[]
  /** The value of the Authorization header; null where there is none before a challenge. */
  header(textOf: TextOf): string | null
  digest(textOf: TextOf): DigestCredentials | null
}

const NO_AUTH: CompiledAuth = { templates: [], header: () => null, digest: () => null }

/** @throws UnresolvedReferenceError for a name of the environment or a secret that has no value */
export function compileAuth(auth: AuthPlan | null, scope: TemplateScope): CompiledAuth {
  if (auth === null || auth.kind === 'none') return NO_AUTH
  const compile = (text: string): CompiledTemplate => CompiledTemplate.compile(text, scope, asText)
  if (auth.kind === 'bearer') {
    const token = compile(auth.token)
    return { templates: [token], header: (textOf) => `Bearer ${textOf(token)}`, digest: () => null }
  }
  const username = compile(auth.username)
  const password = compile(auth.password)
  const templates = [username, password]
  return auth.kind === 'basic'
    ? {
        templates,
        header: (textOf) => basicAuthorization(textOf(username), textOf(password)),
        digest: () => null
      }
    : {
        templates,
        header: () => null,
        digest: (textOf) => ({ username: textOf(username), password: textOf(password) })
      }
}

/** RFC 7617, in UTF-8. */
export function basicAuthorization(username: string, password: string): string {
  return `Basic ${Buffer.from(`${username}:${password}`, 'utf8').toString('base64')}`
}
