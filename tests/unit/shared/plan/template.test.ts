import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseTemplate } from '../../../../src/shared/plan/template.ts'

describe('parseTemplate', () => {
  it('finds variables, the environment, secrets and what the engine makes', () => {
    expect(parseTemplate('/${a}/${env.HOME}?s=${secret.KEY}&n=${iteration}')).toEqual({
      valid: true,
      parts: [
        { kind: 'text', text: '/' },
        { kind: 'variable', name: 'a' },
        { kind: 'text', text: '/' },
        { kind: 'env', name: 'HOME' },
        { kind: 'text', text: '?s=' },
        { kind: 'secret', name: 'KEY' },
        { kind: 'text', text: '&n=' },
        { kind: 'builtin', name: 'iteration' }
      ]
    })
  })

  it('leaves plain text, dollars and braces alone', () => {
    expect(parseTemplate('$5 {a} $ {b}')).toEqual({
      valid: true,
      parts: [{ kind: 'text', text: '$5 {a} $ {b}' }]
    })
  })

  it('reads "$${" as a literal "${"', () => {
    expect(parseTemplate('a $${b} ${c}')).toEqual({
      valid: true,
      parts: [
        { kind: 'text', text: 'a ${b} ' },
        { kind: 'variable', name: 'c' }
      ]
    })
  })

  it('refuses a reference that is none', () => {
    expect(parseTemplate('${a b}')).toEqual({
      valid: false,
      message:
        '"${a b}" is no reference; expected ${name}, ${env.NAME} or ${secret.NAME} (a literal "${" is written "$${").'
    })
  })

  it('refuses a reference without a closing brace', () => {
    expect(parseTemplate('/x/${a')).toEqual({
      valid: false,
      message: 'The reference "${a" has no closing brace.'
    })
  })

  it('keeps every text without "${" as it is', () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => text !== '' && !text.includes('${')),
        (text) => {
          expect(parseTemplate(text)).toEqual({ valid: true, parts: [{ kind: 'text', text }] })
        }
      )
    )
  })
})
