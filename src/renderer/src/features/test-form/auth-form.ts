import { isRecord } from '../../../../shared/plan/schema-problems.ts'
import { isScalar } from './document-reading.ts'
import type { Rest } from './form-rows.ts'
import { textOf } from './scalar-text.ts'

export const AUTH_KINDS = ['unsaid', 'none', 'basic', 'bearer', 'digest'] as const
export type AuthKind = (typeof AUTH_KINDS)[number]

/** How requests prove who sends them. Holds the texts of every kind, so that choosing another and back loses nothing. */
export interface AuthForm {
  kind: AuthKind
  username: string
  password: string
  token: string
}

export function newAuth(): AuthForm {
  return { kind: 'unsaid', username: '', password: '', token: '' }
}

/** The key `auth` of a document; what no control can show goes into `rest`, and so back into the document. */
export function authToForm(auth: unknown): { readonly form: AuthForm; readonly rest: Rest } {
  if (auth === undefined) return { form: newAuth(), rest: {} }
  if (auth === 'none') return { form: { ...newAuth(), kind: 'none' }, rest: {} }
  return { form: shown(auth) ?? newAuth(), rest: shown(auth) === null ? { auth } : {} }
}

function shown(auth: unknown): AuthForm | null {
  const [only, ...others] = isRecord(auth) ? Object.entries(auth) : []
  if (only === undefined || others.length > 0) return null
  const [kind, said] = only
  if (kind !== 'basic' && kind !== 'bearer' && kind !== 'digest') return null
  const keys = kind === 'bearer' ? ['token'] : ['username', 'password']
  if (!isRecord(said) || !Object.entries(said).every(([key, value]) => keys.includes(key) && isScalar(value)))
    return null
  const { username, password, token } = said
  return { kind, username: textOf(username), password: textOf(password), token: textOf(token) }
}

export function authToDocument({ kind, username, password, token }: AuthForm): Rest {
  switch (kind) {
    case 'unsaid':
      return {}
    case 'none':
      return { auth: 'none' }
    case 'bearer':
      return { auth: { bearer: { token } } }
    case 'basic':
    case 'digest':
      return { auth: { [kind]: { username, password } } }
  }
}
