import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { expect, it } from 'vitest'
import { sendStepOnce } from '../../../src/main/run/index.ts'
import { planDocument, planOf } from './plan-document.ts'
import { countingServer, runPlan, type CountingServer } from './run-fixture.ts'

const ITEM = Buffer.from(JSON.stringify({ item: { id: 'tea', text: 'x'.repeat(2000) } }))
const BODIES: Record<string, Buffer> = {
  gzip: gzipSync(ITEM),
  deflate: deflateSync(ITEM),
  br: brotliCompressSync(ITEM),
  zstd: zstdCompressSync(ITEM),
  bomb: gzipSync(Buffer.alloc(40 * 1024 * 1024)),
  broken: Buffer.from('no gzip')
}

/** Answers `/gzip` with the body of that name, and says which encodings it was asked for. */
function encodingServer(): Promise<CountingServer> {
  return countingServer((request, response) => {
    const name = request.url?.slice(1) ?? ''
    const coding = name === 'bomb' || name === 'broken' ? 'gzip' : name
    response.writeHead(200, {
      'content-encoding': coding,
      'x-accepts': request.headers['accept-encoding'] ?? 'nothing'
    })
    response.end(BODIES[name])
  })
}

function scenarios(flow: unknown[]): Record<string, Record<string, unknown>> {
  return { one: { executor: 'shared-iterations', iterations: 1, flow } }
}

it.each(['gzip', 'deflate', 'br', 'zstd'])('checks and extraction read into a body in %s', async (name) => {
  const server = await encodingServer()
  const flow = [
    {
      request: { url: `/${name}` },
      extract: { id: { jsonpath: '$.item.id' } },
      checks: [
        { jsonpath: '$.item.id', equals: 'tea' },
        { bodyContains: '"text":"xx' },
        { header: 'x-accepts', contains: 'nothing' }
      ]
    },
    { request: { url: '/${id}' } }
  ]
  const { summary } = await runPlan(planDocument(server.url, scenarios(flow)))
  expect(summary.checks.map(({ passed }) => passed)).toEqual([1, 1, 1])
  expect(summary.errors).toEqual({})
  // What was received is the compressed body, and a head.
  expect(summary.requests[`/${name}`]?.totals.bytesReceived).toBeLessThan(1000)
})

it('several lines of Content-Encoding are one list', async () => {
  const server = await countingServer((_, response) => {
    response.writeHead(200, ['Content-Encoding', 'deflate', 'Content-Encoding', 'gzip'])
    response.end(gzipSync(deflateSync(ITEM)))
  })
  const checks = [{ jsonpath: '$.item.id', equals: 'tea' }]
  const { summary } = await runPlan(planDocument(server.url, scenarios([{ request: { url: '/' }, checks }])))
  expect(summary.errors).toEqual({})
  expect(summary.checks.map(({ passed }) => passed)).toEqual([1])
})

it('a bomb and a broken body fail with their codes, and only where somebody looks into them', async () => {
  const server = await encodingServer()
  const checks = [{ bodyContains: 'x' }]
  const flow = [
    { request: { url: '/bomb' }, checks },
    { request: { url: '/broken' }, checks },
    { request: { name: 'unseen', url: '/bomb' }, checks: [{ status: 200 }] }
  ]
  const { summary } = await runPlan(planDocument(server.url, scenarios(flow)))
  expect(summary.errors).toEqual({ decoded_body_too_large: 1, invalid_content_encoding: 1 })
  expect(summary.totals).toMatchObject({ started: 3, completed: 1, failed: 2 })
  expect(summary.checks.map(({ passed, failed }) => [passed, failed])).toEqual([
    [0, 1],
    [0, 1],
    [1, 0]
  ])
})

it('Send once shows the text of a compressed body', async () => {
  const server = await encodingServer()
  const send = (url: string) =>
    sendStepOnce(
      planOf(planDocument(server.url, scenarios([{ request: { url } }]))),
      { scenario: 0, step: 0 },
      { env: {}, files: {} },
      []
    )
  expect(await send('/br')).toMatchObject({
    bodyText: ITEM.toString(),
    bodyBytes: BODIES['br']?.length,
    errorCode: null
  })
  expect(await send('/bomb')).toMatchObject({ status: 200, errorCode: 'decoded_body_too_large' })
})
