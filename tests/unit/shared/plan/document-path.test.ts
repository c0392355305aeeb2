import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatDocumentPath, parseDocumentPath } from '../../../../src/shared/plan/document-path.ts'

describe('a document path', () => {
  it('reads like code', () => {
    expect(formatDocumentPath(['scenarios', 'browse', 'flow', 0, 'request', 'timeout'])).toBe(
      'scenarios.browse.flow[0].request.timeout'
    )
  })

  it('quotes a key that is no plain word', () => {
    expect(formatDocumentPath(['thresholds', 'http_req_duration{name:item}', 1])).toBe(
      'thresholds["http_req_duration{name:item}"][1]'
    )
  })

  it('is read back as the same keys', () => {
    const key = fc.oneof(fc.string(), fc.nat({ max: 1000 }), fc.constantFrom('a', 'b.c', 'd]"', '7'))
    fc.assert(
      fc.property(fc.array(key), (keys) => {
        expect(parseDocumentPath(formatDocumentPath(keys))).toEqual(keys)
      })
    )
  })
})
