import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { findPlanFiles } from '../../../src/main/plan/index.ts'
import { sendStepOnce } from '../../../src/main/run/index.ts'
import type { PlanFiles } from '../../../src/shared/plan/index.ts'
import { bodyServer, readMultipart, type ReceivedBody } from '../../support/body-server.ts'
import { DigestGate } from '../../support/digest-server.ts'
import { planDocument, planOf } from './plan-document.ts'
import { countingServer, runPlan } from './run-fixture.ts'

const SMALL = Buffer.from('PNG \0\xff\r\n--\r\n', 'latin1')
/** Streams: more than the mebibyte that is kept. */
const LARGE = Buffer.alloc(3 * 1024 * 1024 + 17, 'a large file, line by line\n')
const ENV = { PASSWORD: 'open sesame 42', FOLDER: 'data' }

function folderWithFiles(): string {
  const folder = mkdtempSync(join(tmpdir(), 'loadgale-bodies-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  writeFileSync(join(folder, 'caf\u00e9 "1".png'), SMALL)
  writeFileSync(join(folder, 'data.bin'), LARGE)
  return folder
}

function documentWith(url: string, flow: unknown[], iterations = 1): Record<string, unknown> {
  const one = { executor: 'shared-iterations', iterations, flow }
  return planDocument(url, { one }, { variables: { kind: 'data' } })
}

async function filesOf(document: unknown, folder = folderWithFiles()): Promise<PlanFiles> {
  const { files, problems } = await findPlanFiles(planOf(document), { folder, env: ENV })
  expect(problems).toEqual([])
  return files
}

async function run(document: unknown): ReturnType<typeof runPlan> {
  return runPlan(document, { env: ENV, files: await filesOf(document) })
}

/** What another reader than ours, that of Node's fetch, finds in a form of either kind. */
async function formDataOf({ headers, body }: ReceivedBody): Promise<[string, string | File][]> {
  const type = headers['content-type'] ?? ''
  const response = new Response(new Uint8Array(body), { headers: { 'content-type': type } })
  return [...(await response.formData())]
}

it('a form arrives as two independent readers understand it', async () => {
  const server = await bodyServer()
  const form = { q: 'tea & cake', plus: '1+1=2 \u00fc', each: [1, true, '${name}'], '${x}': '', vu: '${vu}' }
  const flow = [
    { request: { method: 'POST', url: '/', form }, extract: { name: { header: 'date' } } },
    { request: { method: 'POST', url: '/b', form: { ...form, each: '${name}' } } }
  ]
  const document = documentWith(server.url, flow)
  await run({ ...document, variables: { name: 'a b&c' } })
  const [first, second] = server.received
  expect(first?.headers['content-type']).toBe('application/x-www-form-urlencoded')
  const expected = [
    ['q', 'tea & cake'],
    ['plus', '1+1=2 \u00fc'],
    ['each', '1'],
    ['each', 'true'],
    ['each', 'a b&c'],
    ['${x}', ''],
    ['vu', '1']
  ]
  expect([...new URLSearchParams(first?.body.toString())]).toEqual(expected)
  expect(await formDataOf(first!)).toEqual(expected)
  expect(new URLSearchParams(second?.body.toString()).get('each')).toMatch(/^\w{3}, .* GMT$/)
})

it('a multipart body with small files arrives as two independent readers understand it', async () => {
  const server = await bodyServer()
  const multipart = [
    { name: 'user "a"\r\n\u00fc', value: 'line\r\n--x\r\n${kind} ${iteration}' },
    { name: 'meta', value: '{"a":1}', contentType: 'application/json' },
    { name: 'photo', file: 'caf\u00e9 "1".png' },
    { name: 'photo', file: './caf\u00e9 "1".png', filename: 'vu-${vu}.dat', contentType: 'x/${kind}' }
  ]
  const document = documentWith(server.url, [{ request: { method: 'POST', url: '/', multipart } }], 2)
  const { summary } = await run(document)
  expect(summary.statusCodes).toEqual({ 200: 2 })
  for (const [iteration, received] of server.received.entries()) {
    const parts = readMultipart(received.headers['content-type'] ?? '', received.body)
    const value = Buffer.from(`line\r\n--x\r\ndata ${iteration}`)
    expect(parts).toEqual([
      { name: 'user "a"\r\n\u00fc', filename: null, type: null, bytes: value },
      { name: 'meta', filename: null, type: 'application/json', bytes: Buffer.from('{"a":1}') },
      { name: 'photo', filename: 'caf\u00e9 "1".png', type: 'image/png', bytes: SMALL },
      { name: 'photo', filename: 'vu-1.dat', type: 'x/data', bytes: SMALL }
    ])
    const [user, meta, first, second] = await formDataOf(received)
    expect(user).toEqual(['user "a"\r\n\u00fc', value.toString()])
    expect(meta).toEqual(['meta', '{"a":1}'])
    for (const [field, name] of [
      [first, 'caf\u00e9 "1".png'],
      [second, 'vu-1.dat']
    ] as const) {
      const file = field?.[1] as File
      expect(file.name).toBe(name)
      expect(Buffer.from(await file.arrayBuffer())).toEqual(SMALL)
    }
  }
})

it('large files of a body and of parts stream to the byte, with a content-length from their sizes', async () => {
  const server = await bodyServer()
  const multipart = {
    note: 'over ${vu}',
    file: { file: '${env.FOLDER}.bin' },
    small: { file: 'caf\u00e9 "1".png' }
  }
  const flow = [
    { request: { method: 'PUT', url: '/file', bodyFile: '${kind}.bin', headers: { 'x-vu': '${vu}' } } },
    { request: { method: 'POST', url: '/parts', multipart } }
  ]
  const { summary } = await run(documentWith(server.url, flow))
  const [file, parts] = server.received
  expect(file?.headers).toMatchObject({
    'content-length': String(LARGE.length),
    'content-type': 'application/octet-stream',
    'x-vu': '1'
  })
  expect(file?.body.equals(LARGE)).toBe(true)
  const read = readMultipart(parts?.headers['content-type'] ?? '', parts?.body ?? SMALL)
  expect(parts?.headers['content-length']).toBe(String(parts?.body.length))
  expect(read.map(({ name, filename, type }) => [name, filename, type])).toEqual([
    ['note', null, null],
    ['file', 'data.bin', 'application/octet-stream'],
    ['small', 'caf\u00e9 "1".png', 'image/png']
  ])
  expect(read[1]?.bytes.equals(LARGE)).toBe(true)
  expect(read[2]?.bytes.equals(SMALL)).toBe(true)
  // Two requests over one connection; every byte of the bodies is counted, and the heads.
  expect(summary.totals).toMatchObject({ completed: 2, failed: 0, retried: 0 })
  const bodyBytes = LARGE.length + (parts?.body.length ?? 0)
  expect(summary.totals.bytesSent).toBeGreaterThan(bodyBytes + 200)
  expect(summary.totals.bytesSent).toBeLessThan(bodyBytes + 2000)
})

it('a redirect with 307 and the answer to a digest challenge send a streamed body again', async () => {
  const gate = new DigestGate(ENV.PASSWORD)
  const seen: string[] = []
  const server = await countingServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (bytes: Buffer) => pieces.push(bytes))
    request.on('end', () => {
      const body = Buffer.concat(pieces)
      seen.push(`${request.method} ${request.url} ${body.equals(LARGE) ? 'whole' : body.length}`)
      const challenge = gate.challengeOf(request, body)
      if (challenge !== null) response.writeHead(401, { 'www-authenticate': challenge })
      else if (request.url === '/a') response.writeHead(307, { location: '/b' })
      response.end()
    })
  })
  const auth = { digest: { username: 'ali', password: '${env.PASSWORD}' } }
  const request = { method: 'POST', url: '/a', bodyFile: 'data.bin', auth, expectStatus: 200 }
  const { summary } = await run(documentWith(server.url, [{ request }]))
  expect(seen).toEqual(['POST /a whole', 'POST /a whole', 'POST /b whole'])
  expect(gate.verdicts).toEqual(['asked', 'passed', 'passed'])
  expect(summary.totals).toMatchObject({ completed: 3, httpFailed: 0 })
})

it('a service that signs bodies as well (auth-int) gets no streamed one, and its 401 is the response', async () => {
  const gate = new DigestGate(ENV.PASSWORD, { algorithm: 'SHA-256', qop: 'auth-int' })
  const server = await countingServer((request, response) => {
    request.resume().on('end', () => {
      const challenge = gate.challengeOf(request, Buffer.alloc(0))
      if (challenge !== null) response.writeHead(401, { 'www-authenticate': challenge })
      response.end()
    })
  })
  const auth = { digest: { username: 'ali', password: '${env.PASSWORD}' } }
  const flow = [
    { request: { url: '/', auth } },
    { request: { name: 'up', method: 'POST', url: '/', bodyFile: 'data.bin', auth } }
  ]
  const { summary } = await run(documentWith(server.url, flow))
  expect(summary.statusCodes).toEqual({ 200: 1, 401: 2 })
  expect(summary.requests.up?.totals).toMatchObject({ started: 1, httpFailed: 1 })
})

it('Send once sends the files and shows their names in place of their bytes', async () => {
  const server = await bodyServer()
  const multipart = { note: 'hi', photo: { file: 'caf\u00e9 "1".png' }, data: { file: 'data.bin' } }
  const document = documentWith(server.url, [{ request: { method: 'POST', url: '/', multipart } }])
  const folder = folderWithFiles()
  const files = await filesOf(document, folder)
  const sent = await sendStepOnce(planOf(document), { scenario: 0, step: 0 }, { env: ENV, files }, [])
  expect(sent).toMatchObject({ status: 200, errorCode: null })
  expect(sent.requestText).toContain(`[${LARGE.length} bytes of ${join(folder, 'data.bin')}]\r\n--`)
  expect(sent.requestText).toContain(`[${SMALL.length} bytes of ${join(folder, 'caf\u00e9 "1".png')}]\r\n--`)
  const [received] = server.received
  const parts = readMultipart(received?.headers['content-type'] ?? '', received?.body ?? SMALL)
  expect(parts.map(({ bytes }) => bytes.length)).toEqual([2, SMALL.length, LARGE.length])
})

it('a 413 while the body is still being sent is the response, and the next request has a new connection', async () => {
  const ports: (number | undefined)[] = []
  const server = createServer((request, response) => {
    ports.push(request.socket.remotePort)
    // Reads nothing: the body stays where it is, and so the connection ends with a reset.
    if (request.url === '/up') response.writeHead(413, { connection: 'close' }).end('too large')
    else response.end('ok')
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const address = server.address()
  const port = typeof address === 'object' ? address?.port : 0
  const flow = [
    {
      request: { name: 'up', method: 'PUT', url: '/up', bodyFile: 'data.bin' },
      checks: [{ bodyContains: 'too large' }]
    },
    { request: { name: 'next', url: '/next' } }
  ]
  const { summary } = await run(documentWith(`http://127.0.0.1:${port}`, flow, 5))
  expect(summary.errors).toEqual({})
  expect(summary.statusCodes).toEqual({ 200: 5, 413: 5 })
  expect(summary.checks[0]).toMatchObject({ passed: 5, failed: 0 })
  expect(summary.totals).toMatchObject({ started: 10, retried: 0 })
  expect(new Set(ports).size).toBeGreaterThanOrEqual(6)
})
