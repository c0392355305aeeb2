import { once } from 'node:events'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'

/** A request with its body, as Node's own HTTP server has read it. */
export interface ReceivedBody {
  readonly method: string
  readonly headers: IncomingHttpHeaders
  readonly body: Buffer
}

/** Answers 200 to every request once its body is there; it is closed when the test has finished. */
export async function bodyServer(): Promise<{ url: string; received: ReceivedBody[] }> {
  const received: ReceivedBody[] = []
  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (bytes: Buffer) => pieces.push(bytes))
    request.on('end', () => {
      const { method = '', headers } = request
      received.push({ method, headers, body: Buffer.concat(pieces) })
      response.end('ok')
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received }
}

export interface ReadPart {
  readonly name: string
  readonly filename: string | null
  readonly type: string | null
  readonly bytes: Buffer
}

/** Reads multipart/form-data by the letter of RFC 2046 and RFC 7578, with the escapes of the HTML standard undone. */
export function readMultipart(contentType: string, body: Buffer): ReadPart[] {
  const boundary = /^multipart\/form-data; boundary=([\w-]{1,70})$/.exec(contentType)?.[1]
  if (boundary === undefined) throw new Error(`no boundary in ${contentType}`)
  const delimiter = Buffer.from(`\r\n--${boundary}`)
  // The first delimiter may stand at the very start.
  const text = Buffer.concat([Buffer.from('\r\n'), body])
  const parts: ReadPart[] = []
  let at = text.indexOf(delimiter)
  if (at !== 0) throw new Error('there is something before the first part')
  for (;;) {
    at += delimiter.length
    const after = text.toString('latin1', at, at + 2)
    if (after === '--') {
      if (text.toString('latin1', at) !== '--\r\n') throw new Error('there is something behind the last part')
      return parts
    }
    if (after !== '\r\n') throw new Error('a delimiter does not end its line')
    const headEnd = text.indexOf('\r\n\r\n', at)
    const next = text.indexOf(delimiter, headEnd + 4)
    if (headEnd < 0 || next < 0) throw new Error('a part has no end')
    parts.push(readPart(text.toString('utf8', at + 2, headEnd), text.subarray(headEnd + 4, next)))
    at = next
  }
}

function readPart(head: string, bytes: Buffer): ReadPart {
  const pattern =
    /^Content-Disposition: form-data; name="([^"\r\n]*)"(?:; filename="([^"\r\n]*)")?(?:\r\nContent-Type: ([^\r\n]*))?$/
  const [, name = '', filename = null, type = null] = pattern.exec(head) ?? []
  if (!pattern.test(head)) throw new Error(`a part begins with ${JSON.stringify(head)}`)
  return { name: plainName(name), filename: filename === null ? null : plainName(filename), type, bytes }
}

function plainName(name: string): string {
  return name.replaceAll('%22', '"').replaceAll('%0D', '\r').replaceAll('%0A', '\n')
}
