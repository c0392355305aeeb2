import { randomBytes } from 'node:crypto'
import {
  brotliCompressSync,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
  constants
} from 'node:zlib'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeContent } from '../../../../src/main/engine/http/content-decoding.ts'

const CODERS: Record<string, (body: Uint8Array) => Buffer> = {
  gzip: gzipSync,
  'x-gzip': gzipSync,
  deflate: deflateSync,
  // The highest quality, which is the default, takes seconds.
  br: (body) => brotliCompressSync(body, { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  zstd: zstdCompressSync
}

describe('decodeContent', () => {
  it('gives back what was encoded, in whatever order', () => {
    const codings = fc.array(fc.constantFrom(...Object.keys(CODERS), 'identity'), { maxLength: 3 })
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1, maxLength: 2000 }), codings, (body, names) => {
        const encoded = names.reduce<Uint8Array>((bytes, name) => CODERS[name]?.(bytes) ?? bytes, body)
        expect(Buffer.from(decodeContent(encoded, names.join(' , '), false))).toEqual(Buffer.from(body))
      })
    )
  })

  it('reads deflate without its wrapper as well, and names in any case', () => {
    const body = Buffer.from('raw deflate')
    expect(decodeContent(deflateRawSync(body), 'Deflate', false)).toEqual(body)
  })

  it('reads all frames of a zstd body and passes over skippable ones, whatever lies in them', () => {
    const skippable = (bytes: Buffer): Buffer => {
      const head = Buffer.from([0x5a, 0x2a, 0x4d, 0x18, 0, 0, 0, 0])
      head.writeUInt32LE(bytes.length, 4)
      return Buffer.concat([head, bytes])
    }
    const [one, two] = [Buffer.from('one '), Buffer.alloc(300_000, 'two')]
    const frames = [skippable(zstdCompressSync(one)), zstdCompressSync(one), skippable(Buffer.alloc(0))]
    const body = Buffer.concat([...frames, zstdCompressSync(two)])
    expect(Buffer.from(decodeContent(body, 'zstd', false))).toEqual(Buffer.concat([one, two]))
    expect(decodeContent(skippable(one), 'zstd', false)).toHaveLength(0)
    for (const broken of [body.subarray(0, -3), skippable(one).subarray(0, -1), Buffer.concat([body, one])]) {
      expect(() => decodeContent(broken, 'zstd', false)).toThrow('invalid_content_encoding')
    }
    expect(Buffer.from(decodeContent(body.subarray(0, -3), 'zstd', true)).subarray(0, 4)).toEqual(one)
  })

  it('bounds the frames of a zstd body by what they unpack to together, and by their number', () => {
    const mebibytes = (count: number): Buffer => zstdCompressSync(randomBytes(count * 1024 * 1024))
    expect(decodeContent(Buffer.concat([mebibytes(8), mebibytes(8)]), 'zstd', false)).toHaveLength(
      16 * 2 ** 20
    )
    const over = Buffer.concat([mebibytes(8), mebibytes(9)])
    expect(() => decodeContent(over, 'zstd', false)).toThrow('decoded_body_too_large')
    const tiny = Buffer.concat(Array.from({ length: 1025 }, () => zstdCompressSync(Buffer.from('a'))))
    expect(() => decodeContent(tiny, 'zstd', false)).toThrow('decoded_body_too_large')
  })

  it.each(['compress', 'gzip, aws-chunked', 'gzip,gzip,gzip,gzip,gzip'])('leaves %s alone', (coding) => {
    const body = Buffer.from('anything')
    expect(decodeContent(body, coding, false)).toBe(body)
  })

  it.each(Object.keys(CODERS))(
    'gives the start of a %s body that was cut, and refuses it as a whole one',
    (name) => {
      const body = Buffer.from(Array.from({ length: 80_000 }, (_, index) => `${index * 7919}`).join(' '))
      const encoded = CODERS[name]?.(body) ?? body
      const start = decodeContent(encoded.subarray(0, encoded.length / 2), name, true)
      expect(start.length).toBeGreaterThan(1000)
      expect(body.subarray(0, start.length).equals(start)).toBe(true)
      expect(() => decodeContent(encoded.subarray(0, encoded.length / 2), name, false)).toThrow(
        'invalid_content_encoding'
      )
    }
  )

  it.each(Object.keys(CODERS))('refuses a body that is no %s', (name) => {
    expect(() => decodeContent(Buffer.from('{"plain":"text"}'), name, false)).toThrow(
      'invalid_content_encoding'
    )
  })

  it.each(Object.keys(CODERS))('refuses a %s bomb by its growth and by its size', (name) => {
    const small = CODERS[name]?.(Buffer.alloc(1024 * 1024)) ?? Buffer.alloc(0)
    expect(decodeContent(small, name, false)).toHaveLength(1024 * 1024)
    for (const bytes of [3, 40]) {
      const bomb = CODERS[name]?.(Buffer.alloc(bytes * 1024 * 1024)) ?? Buffer.alloc(0)
      expect(() => decodeContent(bomb, name, false)).toThrow('decoded_body_too_large')
    }
  })

  it.each(['gzip', 'deflate'])('refuses a %s bomb by its start, without unpacking the rest of it', (name) => {
    const bomb = CODERS[name]?.(Buffer.alloc(12 * 1024 * 1024)) ?? Buffer.alloc(0)
    // What is behind such a start is not looked at, be it no coding at all.
    const body = Buffer.concat([bomb.subarray(0, bomb.length / 2), randomBytes(100_000)])
    expect(() => decodeContent(body, name, false)).toThrow('decoded_body_too_large')
    const text = Buffer.from(randomBytes(300_000).toString('hex'))
    expect(Buffer.from(decodeContent(CODERS[name]?.(text) ?? text, name, false))).toEqual(text)
  })

  it('throws nothing else, whatever the bytes', () => {
    fc.assert(
      fc.property(
        fc.uint8Array(),
        fc.constantFrom(...Object.keys(CODERS)),
        fc.boolean(),
        (body, name, cut) => {
          try {
            decodeContent(body, name, cut)
          } catch (error) {
            expect(String(error)).toBe('ContentDecodingError: invalid_content_encoding')
          }
        }
      )
    )
  })
})
