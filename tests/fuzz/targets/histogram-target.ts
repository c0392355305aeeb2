import { deflateSync } from 'node:zlib'
import {
  addCompact,
  decodeV2,
  decodeV2Compressed,
  encodeV2,
  HdrHistogram,
  HistogramError
} from '../../../src/shared/metrics/histogram/index.ts'
import { inflateBounded } from '../../support/hlog.ts'
import { mutateBytes } from '../byte-mutations.ts'
import { require, type FuzzTarget } from '../fuzz-target.ts'
import type { FuzzRandom } from '../random.ts'

const COMPRESSED_COOKIE = Buffer.from([0x1c, 0x84, 0x93, 0x14])
const HEADER_BYTES = 40
/** Varints at the bounds of their lengths, and header fields. */
const WORDS: readonly string[] = [
  ...[
    '\x00',
    '\x01',
    '\x7f',
    '\x80\x01',
    '\xff\x7f',
    '\xff\xff\xff\xff\x0f',
    '\xff\xff\xff\xff\xff\xff\xff\x7f'
  ],
  ...[
    '\xff\xff\xff\xff\xff\xff\xff\xff\x01',
    '\x1c\x84\x93\x13',
    '\x1c\x84\x93\x14',
    '\0\0\0\x03',
    '\0\0\0\x05'
  ],
  ...[
    '\x3f\xf0\0\0\0\0\0\0',
    '\0\0\0\0\0\0\0\x01',
    '\x00\x1f\xff\xff\xff\xff\xff\xff',
    '\x7f\xff\xff\xff\xff\xff\xff\xff'
  ]
]

/**
 * Histograms out of a file that somebody else wrote, as V2 bytes. They are refused with a HistogramError, or they are
 * the histogram that our own encoder writes again. The compressed form and the compact form of threads take the same
 * bytes.
 */
export const histogramTarget: FuzzTarget = {
  name: 'histogram',
  extension: 'v2',
  mutate: (input, other, random) => withLength(mutateBytes(input, other, random, WORDS), random),
  check(input) {
    const refusals = [
      refusal(() => decodeV2Compressed(input, inflateBounded)),
      refusal(() => addCompact(new HdrHistogram(), input, 0))
    ]
    let histogram: HdrHistogram | null = null
    const refused = refusal(() => {
      histogram = decodeV2(input)
    })
    const compressed = Buffer.concat([COMPRESSED_COOKIE, Buffer.alloc(4), deflateSync(input)])
    compressed.writeInt32BE(compressed.length - 8, 4)
    const alike = refusal(() => decodeV2Compressed(compressed, inflateBounded))
    require(alike === refused, () => `compressed: ${alike}, as it is: ${refused}`)
    if (histogram !== null) checkAgain(histogram)
    return [refused, ...refusals].join()
  }
}

/** Right lengths in the header, mostly: a wrong one is refused before anything else is looked at. */
function withLength(bytes: Buffer, random: FuzzRandom): Buffer {
  if (bytes.length >= HEADER_BYTES && !random.oneIn(8)) bytes.writeInt32BE(bytes.length - HEADER_BYTES, 4)
  return bytes
}

/** Null where the bytes are taken. Throws whatever is no HistogramError. */
function refusal(decode: () => unknown): string | null {
  try {
    decode()
    return null
  } catch (error) {
    if (error instanceof HistogramError) return error.code
    throw error
  }
}

function checkAgain(histogram: HdrHistogram): void {
  let counted = 0
  histogram.forEachUsed((_, count) => {
    counted += count
  })
  require(counted === histogram.count, () => `${counted} in the buckets, ${histogram.count} in all`)
  const again = decodeV2(encodeV2(histogram))
  require(again.equals(histogram), () => 'our encoder writes another histogram')
  const percentiles = [0, 50, 99, 100].map((percentile) => histogram.valueAtPercentile(percentile))
  require(percentiles.every((value, index) => value >= (percentiles[index - 1] ?? 0)), () =>
    `percentiles do not ascend: ${percentiles.join()}`)
}
