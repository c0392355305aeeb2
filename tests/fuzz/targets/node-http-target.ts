import { request } from 'node:http'
import { Duplex } from 'node:stream'
import { DEFAULT_RESPONSE_LIMITS } from '../../../src/main/engine/http/response-limits.ts'
import { ResponseParser } from '../../../src/main/engine/http/response-parser.ts'
import { mutateBytes } from '../byte-mutations.ts'
import { require, type FuzzTarget } from '../fuzz-target.ts'
import { HTTP_WORDS } from './http-words.ts'

/** How a client ends with a response: whole with a status and a body, or broken. */
type Verdict = { readonly statusCode: number; readonly bodyBytes: number } | 'broken'

/** Where the two differ on purpose; see ResponseParser. */
const DELIBERATE: readonly (readonly [why: string, text: RegExp])[] = [
  ['white space around a coding may be a tab', /transfer-encoding:[^\r\n]*\t/i],
  ['a chunk size has at most 16 digits', /[0-9a-f]{17}/i],
  ['a value may go on in the next line', /\r\n[ \t]/],
  ['white space may stand around a chunk extension', /\r\n[0-9a-f]+(?:[ \t;][^\r\n]*)?[ \t]/i],
  ['a status is at least 100', /HTTP\/\d\.\d 0/],
  ['a client of HTTP is not answered by other protocols', /(?:RTSP|ICE)\//]
]

/** The first response of a stream, read by the client of Node (llhttp) as well. */
export const nodeHttpTarget: FuzzTarget = {
  name: 'node-http',
  extension: 'http',
  mutate: (input, other, random) => mutateBytes(input, other, random, HTTP_WORDS),
  async check(input) {
    const parser = new ResponseParser()
    parser.begin(false)
    const end = parser.consume(input, 0, input.length)
    parser.finish()
    const { complete, statusCode, bodyBytes, fault } = parser
    const ours: Verdict = complete ? { statusCode, bodyBytes } : 'broken'
    // What follows a whole response is not part of the question.
    const theirs = await readByNode(input.subarray(0, end))
    if (JSON.stringify(ours) === JSON.stringify(theirs))
      return `alike ${Math.floor(statusCode / 100)} ${fault}`
    const text = input.toString('latin1')
    require(DELIBERATE.some(([, pattern]) => pattern.test(text)), () =>
      `we say ${JSON.stringify(ours)} (${fault}), Node says ${JSON.stringify(theirs)}`)
    return 'differs on purpose'
  }
}

/** A connection that says the bytes and then nothing more. */
class SayingSocket extends Duplex {
  readonly #bytes: Buffer

  constructor(bytes: Buffer) {
    super()
    this.#bytes = bytes
  }

  override _read(): void {
    this.push(this.#bytes)
    this.push(null)
  }

  override _write(_chunk: unknown, _encoding: unknown, done: () => void): void {
    done()
  }
}

function readByNode(input: Buffer): Promise<Verdict> {
  return new Promise((resolve) => {
    const client = request({
      ...{ method: 'GET', host: '127.0.0.1', path: '/', maxHeaderSize: DEFAULT_RESPONSE_LIMITS.maxHeadBytes },
      createConnection: () => new SayingSocket(input)
    })
    client.on('error', () => resolve('broken'))
    client.on('upgrade', ({ statusCode = 0 }) => resolve({ statusCode, bodyBytes: 0 }))
    client.on('response', (response) => {
      let bodyBytes = 0
      response.on('data', (bytes: Buffer) => (bodyBytes += bytes.length))
      response.on('error', () => resolve('broken'))
      response.on('end', () => {
        resolve(response.complete ? { statusCode: response.statusCode ?? 0, bodyBytes } : 'broken')
      })
    })
    client.end()
  })
}
