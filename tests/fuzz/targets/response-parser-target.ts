import { HeadMemo } from '../../../src/main/engine/http/head-memo.ts'
import {
  DEFAULT_RESPONSE_LIMITS,
  type ResponseLimits
} from '../../../src/main/engine/http/response-limits.ts'
import { errorCodeOf, readResponses, type ResponsesReading } from '../../support/response-reading.ts'
import { mutateBytes } from '../byte-mutations.ts'
import { require, type FuzzTarget } from '../fuzz-target.ts'
import { FuzzRandom, seedOf } from '../random.ts'
import { HTTP_WORDS } from './http-words.ts'
import { readByReference, type ReferenceReading } from './reference-reader.ts'

/** So small that mutated responses run into them. */
const TIGHT: ResponseLimits = {
  maxHeadBytes: 300,
  maxHeaders: 6,
  maxChunkExtensionBytes: 24,
  maxBodyBytes: 200,
  maxCapturedBodyBytes: 60
}
const WIDE: ResponseLimits = { ...DEFAULT_RESPONSE_LIMITS, maxCapturedBodyBytes: 8192 }
const SETTINGS = [TIGHT, WIDE].flatMap((limits) => [
  { limits, head: false },
  { limits, head: true }
])

/**
 * The response parser: any bytes in any pieces end in whole responses and at most one fault, never in an exception; the
 * pieces and what was read before make no difference; nothing is kept beyond the limits; and a reader that is as simple
 * as the grammar says the same.
 */
export const responseParserTarget: FuzzTarget = {
  name: 'parser',
  extension: 'http',
  mutate: (input, other, random) => mutateBytes(input, other, random, HTTP_WORDS),
  check(input) {
    const random = new FuzzRandom(seedOf(input))
    const text = input.toString('latin1')
    const inPieces = random.int(SETTINGS.length)
    const outcomes = SETTINGS.map((settings, index) => {
      const { limits, head } = settings
      const whole = readResponses(input, settings)
      checkBounds(whole, limits)
      checkReference(whole, readByReference(text, limits, head), limits)
      // The slow part: for one of them.
      if (index === inPieces) checkPieces(input, whole, settings, random)
      const { responses, fault } = whole
      return `${responses.length} ${responses.at(-1)?.statusCode ?? 0} ${fault ?? ''}`
    })
    return outcomes.join()
  }
}

/** However the bytes come, and with a memory of a head that may be theirs, the reading is the same. */
function checkPieces(
  input: Buffer,
  whole: ResponsesReading,
  options: (typeof SETTINGS)[number],
  random: FuzzRandom
): void {
  const expected = JSON.stringify(whole)
  const everywhere = Array.from(input, (_, index) => index)
  const somewhere = someCuts(input, random)
  const memo = new HeadMemo()
  readResponses(input, { ...options, memo })
  const readings: [how: string, options: Parameters<typeof readResponses>[1]][] = [
    ['byte by byte', { ...options, cuts: everywhere }],
    [`cut at ${somewhere.join(', ')}`, { ...options, cuts: somewhere }],
    ['with its own head remembered', { ...options, memo }],
    [`remembered and cut at ${somewhere.join(', ')}`, { ...options, memo, cuts: somewhere }]
  ]
  for (const [how, inPieces] of readings) {
    const found = JSON.stringify(readResponses(input, inPieces))
    require(found === expected, () => `read ${how}:\n${found}\nat once:\n${expected}`)
  }
}

/** Offsets anywhere, half of them beside the end of a line, where most states change. */
function someCuts(input: Buffer, random: FuzzRandom): number[] {
  const lineEnds = everyLineEnd(input)
  const cuts = Array.from({ length: random.few(6) }, () => {
    if (lineEnds.length === 0 || random.oneIn(2)) return random.int(input.length + 1)
    return Math.min(input.length, random.pick(lineEnds) + random.int(3))
  })
  return cuts.sort((a, b) => a - b)
}

function everyLineEnd(input: Buffer): number[] {
  return Array.from(input.entries()).flatMap(([at, byte]) => (byte === 13 ? [at] : []))
}

function checkBounds({ responses, fault }: ResponsesReading, limits: ResponseLimits): void {
  responses.forEach((response, index) => {
    const { headerBytes, bodyBytes, body, complete } = response
    require(headerBytes <= limits.maxHeadBytes, () => `${headerBytes} bytes of heads were read`)
    require(bodyBytes <= limits.maxBodyBytes, () => `${bodyBytes} bytes of body were read`)
    require(body.length <= limits.maxCapturedBodyBytes, () => `${body.length} bytes of body were kept`)
    const isLast = index === responses.length - 1
    require(complete || (isLast && fault !== null), () => 'a response is neither whole nor broken')
    require(isLast || response.keepAlive, () => 'something was read behind the end of the connection')
  })
}

function checkReference(whole: ResponsesReading, reference: ReferenceReading, limits: ResponseLimits): void {
  const cut = (body: string): string => body.slice(0, limits.maxCapturedBodyBytes)
  const found = whole.responses.filter(({ complete }) => complete)
  const expected = reference.responses.map((response) => ({ ...response, body: cut(response.body) }))
  const seen = found.map((response) => ({
    statusCode: response.statusCode,
    contentLength: response.contentLength,
    chunked: response.chunked,
    closeDelimited: response.closeDelimited,
    upgrade: response.upgrade,
    keepAlive: response.keepAlive,
    interimCount: response.interimCount,
    headers: response.headers,
    body: response.body
  }))
  const ours = JSON.stringify([errorCodeOf(whole), seen])
  const theirs = JSON.stringify([reference.error, expected])
  require(ours === theirs, () => `the parser says\n${ours}\nthe reference says\n${theirs}`)
  found.forEach(({ bodyBytes }, index) => {
    const { length } = reference.responses[index]?.body ?? ''
    require(bodyBytes === length, () => `${bodyBytes} bytes of body were counted, not ${length}`)
  })
}
