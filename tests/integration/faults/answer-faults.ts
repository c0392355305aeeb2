import type { Socket } from 'node:net'
import { constants, gzipSync, zstdCompressSync } from 'node:zlib'
import type { RequestErrorCode } from '../../../src/shared/error-codes.ts'
import { ScriptedServer } from '../../support/scripted-server.ts'
import { TIMEOUT_MS, type Fault, type FaultyPlace } from './fault.ts'

const CHUNKED = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n'
const BODY_OF_NINE = 'HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n'
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
/** Much more than what anybody may keep of it. */
const LONG_BYTES = 64 * 2 ** 20
const BOMB_BYTES = 256 * 2 ** 20

type Answer = (socket: Socket) => void

const say =
  (text: string | Buffer): Answer =>
  (socket) => {
    socket.write(text)
  }
const sayAndClose =
  (text: string): Answer =>
  (socket) => {
    socket.end(text)
  }
const sayAndReset =
  (text: string): Answer =>
  (socket) => {
    if (text === '') socket.resetAndDestroy()
    // The reset must not overtake what was said.
    else socket.write(text, () => setTimeout(() => socket.resetAndDestroy(), 20))
  }

/** As much as the client takes, for ever. */
function sayWithoutEnd(first: string, again: string): Answer {
  const piece = Buffer.from(again.repeat(Math.ceil(65_536 / again.length)))
  return (socket) => {
    const go = (): void => {
      while (!socket.destroyed && socket.write(piece)) continue
    }
    socket.write(first)
    socket.on('drain', go)
    go()
  }
}

function sayLong(bytes: number): Answer {
  const piece = Buffer.alloc(2 ** 16, 'b')
  return (socket) => {
    let left = bytes
    const go = (): void => {
      for (let goes = true; goes && left > 0; left -= piece.length) goes = socket.write(piece)
    }
    socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${bytes}\r\n\r\n`)
    socket.on('drain', go)
    go()
  }
}

/** A byte now and then, for ever. */
function drip(first: string, again: string): Answer {
  return (socket) => {
    socket.write(first)
    const timer = setInterval(() => socket.write(again), 20)
    socket.once('close', () => clearInterval(timer))
  }
}

function compressed(coding: string, body: Buffer): Answer {
  const head = `HTTP/1.1 200 OK\r\nContent-Encoding: ${coding}\r\nContent-Length: ${body.length}\r\n\r\n`
  return say(Buffer.concat([Buffer.from(head), body]))
}

async function place(answer: Answer, more: Partial<FaultyPlace> = {}): Promise<FaultyPlace> {
  const server = await ScriptedServer.listen({ onRequest: ({ socket }) => answer(socket) })
  return {
    request: { url: server.url().href },
    received: () => server.requests.length,
    close: () => server.close(),
    ...more
  }
}

function answering(name: string, answer: Answer, code: RequestErrorCode): Fault {
  return { name, code, open: () => place(answer) }
}

const BROKEN_ANSWERS: readonly Fault[] = [
  answering('closes without an answer', sayAndClose(''), 'reset_before_response'),
  answering('resets before the head', sayAndReset(''), 'reset_before_response'),
  answering('resets within the head', sayAndReset('HTTP/1.1 200 OK\r\nContent-'), 'reset_in_response'),
  answering('resets within the body', sayAndReset(`${BODY_OF_NINE}hal`), 'reset_in_response'),
  answering('closes within the head', sayAndClose('HTTP/1.1 200 OK\r\nConte'), 'truncated_response'),
  answering('closes within the body', sayAndClose(`${BODY_OF_NINE}hal`), 'truncated_response'),
  answering('closes within a chunk', sayAndClose(`${CHUNKED}5\r\nhel`), 'truncated_response'),
  answering(
    'writes a chunk size that is no number',
    say(`${CHUNKED}zz\r\nhello\r\n0\r\n\r\n`),
    'malformed_response'
  ),
  answering(
    'writes more than the chunk size says',
    say(`${CHUNKED}3\r\nhello\r\n0\r\n\r\n`),
    'malformed_response'
  ),
  answering(
    'writes a chunk size without measure',
    say(`${CHUNKED}fffffffffffffffff\r\nx`),
    'malformed_response'
  ),
  answering(
    'promises a body longer than numbers go',
    say('HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\nx'),
    'malformed_response'
  ),
  answering(
    'gives two lengths that differ',
    say('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\nok'),
    'malformed_response'
  ),
  answering(
    'gives a length and chunks',
    say('HTTP/1.1 200 OK\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n'),
    'malformed_response'
  ),
  answering(
    'has a status of five digits',
    say('HTTP/1.1 99999 OK\r\nContent-Length: 0\r\n\r\n'),
    'malformed_response'
  ),
  answering(
    'talks rubbish',
    sayAndClose('\u0001\u0002 rubbish, no HTTP at all\r\n\r\n'),
    'malformed_response'
  ),
  answering('speaks SSH', say('SSH-2.0-OpenSSH_9.2\r\n'), 'malformed_response'),
  answering('speaks HTTP/2', say(Buffer.from([0, 0, 0, 4, 0, 0, 0, 0, 0])), 'malformed_response'),
  answering(
    'sends headers without end',
    sayWithoutEnd('HTTP/1.1 200 OK\r\n', 'a: b\r\n'),
    'headers_too_large'
  ),
  answering(
    'sends one header without end',
    sayWithoutEnd('HTTP/1.1 200 OK\r\na: ', 'b'),
    'headers_too_large'
  ),
  answering('sends empty lines without end', sayWithoutEnd('', '\r\n'), 'headers_too_large'),
  answering(
    'sends interim responses without end',
    sayWithoutEnd('', 'HTTP/1.1 100 Continue\r\n\r\n'),
    'headers_too_large'
  ),
  answering('sends trailers without end', sayWithoutEnd(`${CHUNKED}0\r\n`, 'a: b\r\n'), 'headers_too_large'),
  answering('sends a chunk extension without end', sayWithoutEnd(`${CHUNKED}5;`, 'x'), 'headers_too_large')
]

/** What is whole and valid as HTTP goes, but more than was asked for. */
const TOO_MUCH: readonly Fault[] = [
  {
    name: 'sends a second response unasked',
    code: null,
    open: async () => {
      const server = await ScriptedServer.answering(OK + OK)
      return {
        ...{ request: { url: server.url().href }, answered: 1, close: () => server.close() },
        ...{ received: () => server.requests.length, connections: () => server.connections }
      }
    }
  },
  {
    name: 'sends far more than is kept for checks',
    code: 'body_too_large_to_check',
    open: () => place(sayLong(LONG_BYTES), { checks: [{ bodyContains: 'the end' }] })
  },
  {
    name: 'redirects to itself',
    code: 'too_many_redirects',
    open: async () => {
      const answer = say('HTTP/1.1 302 Found\r\nLocation: /\r\nContent-Length: 0\r\n\r\n')
      const loop = await place(answer, { answered: 3 })
      return { ...loop, request: { ...loop.request, redirects: 3 } }
    }
  },
  ...Object.entries({ gzip: gzipBomb, zstd: zstdBomb }).map(([coding, bomb]): Fault => {
    const checks = [{ bodyContains: 'boom' }]
    const open = (): Promise<FaultyPlace> => place(compressed(coding, bomb()), { checks })
    return { name: `sends a bomb in ${coding}`, code: 'decoded_body_too_large', open }
  })
]

function gzipBomb(): Buffer {
  return gzipSync(Buffer.alloc(BOMB_BYTES), { level: constants.Z_BEST_SPEED })
}

function zstdBomb(): Buffer {
  return zstdCompressSync(Buffer.alloc(BOMB_BYTES))
}

/** A fault that only a timeout ends. */
function delaying(name: string, answer: Answer, code: RequestErrorCode): Fault {
  return {
    ...{ name, code },
    open: async () => {
      // Somebody wants to look into the body, so that as much of it is kept as ever is.
      const slow = await place(answer, { checks: [{ bodyContains: 'the end' }] })
      return { ...slow, request: { ...slow.request, timeout: `${TIMEOUT_MS}ms` } }
    }
  }
}

/** Their bodies have no end: what is kept of them is bounded, or shows in the memory of the run. */
export const ENDLESS_BODIES: readonly Fault[] = [
  delaying('sends a body without end', sayWithoutEnd('HTTP/1.1 200 OK\r\n\r\n', 'b'), 'response_timeout'),
  delaying('sends chunks without end', sayWithoutEnd(CHUNKED, '5\r\nhello\r\n'), 'response_timeout'),
  delaying(
    'sends a body of 8 PiB',
    sayWithoutEnd(`HTTP/1.1 200 OK\r\nContent-Length: ${2 ** 53 - 1}\r\n\r\n`, 'b'),
    'response_timeout'
  )
]

const SLOW_ANSWERS: readonly Fault[] = [
  delaying('never answers', () => undefined, 'first_byte_timeout'),
  delaying('stalls within the head', say('HTTP/1.1 200 OK\r\nConte'), 'response_timeout'),
  delaying('stalls within the body', say(`${BODY_OF_NINE}hal`), 'response_timeout'),
  delaying('drips its head', drip('HTTP/1.1 200 OK\r\na: ', 'b'), 'response_timeout'),
  delaying('drips its body', drip('HTTP/1.1 200 OK\r\n\r\n', 'b'), 'response_timeout'),
  delaying('drips interim responses', drip('', 'HTTP/1.1 103 Early Hints\r\n\r\n'), 'first_byte_timeout')
]

export const ANSWER_FAULTS: readonly Fault[] = [
  ...BROKEN_ANSWERS,
  ...TOO_MUCH,
  ...SLOW_ANSWERS,
  ...ENDLESS_BODIES
]
