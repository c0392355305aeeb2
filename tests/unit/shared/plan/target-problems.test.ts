import { describe, expect, it } from 'vitest'
import { parsePlan } from '../../../../src/shared/plan/index.ts'
import { closed } from './plan-documents.ts'

describe('a target', () => {
  it.each([
    ['http://shop.test/app#/', 'fragment "#/"'],
    ['http://shop.test/#', 'fragment "#"'],
    ['http://shop.test/a#b?c', 'fragment "#b?c"'],
    ['http://ada:secret@shop.test/base?key=1#top', 'query "?key=1"'],
    ['${env.BASE}?key=${env.KEY}', 'query "?key=${env.KEY}"']
  ])('%s, to which no URL can be appended, is a problem that names the %s', (target, found) => {
    expect(parsePlan(closed({ target }))).toEqual({
      valid: false,
      problems: [
        {
          path: 'target',
          line: null,
          message: `Found the ${found} in the target, expected a URL without query and fragment: the URLs of the steps are appended to it.`
        }
      ]
    })
  })

  it.each(['http://shop.test/app/', '${env.BASE}', 'http://${env.HOST}/base'])('%s is none', (target) => {
    expect(parsePlan(closed({ target }))).toMatchObject({ valid: true })
  })
})
