import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatTags, parseTags } from '../../../src/renderer/src/features/history/tag-text.ts'

describe('tags as text', () => {
  it('reads pairs, tags without a value and quotes', () => {
    expect(parseTags(' release = 1.4.2, smoke , team="web, mobile", say="a ""b"""')).toEqual({
      valid: true,
      tags: { release: '1.4.2', smoke: '', team: 'web, mobile', say: 'a "b"' }
    })
  })

  it('reads an empty text and stray commas as nothing', () => {
    expect(parseTags('  ')).toEqual({ valid: true, tags: {} })
    expect(parseTags('a=1,,')).toEqual({ valid: true, tags: { a: '1' } })
  })

  it.each([
    ['=1', '"1" has no name before its equals sign.'],
    ['a=1, a=2', '"a" is there twice.'],
    ['a=1=2', 'Cannot read "a=1=2": write key=value, key="a, b".'],
    ['a="open', 'Cannot read "a="open": write key=value, key="a, b".'],
    [`${'k'.repeat(101)}=1`, 'The name of a tag has at most 100 characters.']
  ])('says what is wrong with %s', (text, problem) => {
    expect(parseTags(text)).toEqual({ valid: false, problem })
  })

  it('reads back whatever tags it wrote', () => {
    const tags = fc.dictionary(fc.string({ minLength: 1, maxLength: 20 }), fc.string({ maxLength: 20 }))
    fc.assert(
      fc.property(tags, (given) => {
        expect(parseTags(formatTags(given))).toEqual({ valid: true, tags: { ...given } })
      })
    )
  })
})
