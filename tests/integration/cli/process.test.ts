import { spawn, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:http'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import type { RunSummary } from '../../../src/shared/metrics/summary.ts'
import { useCliFixture } from './cli-fixture.ts'

const cli = useCliFixture()
const script = fileURLToPath(new URL('source-cli.ts', import.meta.url))

interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

function start(argv: readonly string[]): ChildProcess {
  const env = { ...process.env, LOADGALE_DB: cli.database, NODE_NO_WARNINGS: '1' }
  return spawn(process.execPath, [script, ...argv], { env, stdio: ['ignore', 'pipe', 'pipe'] })
}

function ended(child: ChildProcess, onOutput: (text: string) => void = () => {}): Promise<Ended> {
  let stdout = ''
  let stderr = ''
  child.stdout?.setEncoding('utf8').on('data', (text: string) => onOutput((stdout += text)))
  child.stderr?.setEncoding('utf8').on('data', (text: string) => onOutput((stderr += text)))
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, stdout, stderr })))
}

interface CountingServer {
  readonly url: string
  /** Calls once when so many requests have come. */
  onRequest(count: number, act: () => void): void
  close(): void
}

async function startCountingServer({ answers }: { answers: boolean }): Promise<CountingServer> {
  let received = 0
  let awaited = { count: Infinity, act: (): void => {} }
  const server = createServer((_request, response) => {
    received++
    if (answers) response.end('ok')
    if (received === awaited.count) awaited.act()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    url: `http://127.0.0.1:${address.port}/`,
    onRequest: (count, act) => (awaited = { count, act }),
    close() {
      server.close()
      server.closeAllConnections()
    }
  }
}

async function latest(): Promise<RunSummary> {
  return JSON.parse((await cli.run('show', 'latest', '--json', '-')).stdout)
}

describe('the command line in a process of its own', () => {
  it('stops at SIGINT, saves the run as stopped and ends with 105', async () => {
    const server = await startCountingServer({ answers: true })
    const child = start(['quick', '-c', '2', '-d', '10m', server.url])
    server.onRequest(20, () => child.kill('SIGINT'))
    const { code, stdout } = await ended(child)
    server.close()
    expect(code).toBe(105)
    expect(stdout).toContain('Saved as run')
    const { run, conservation, totals } = await latest()
    expect([run.status, conservation.balanced]).toEqual(['stopped', true])
    expect([totals.inFlight, totals.completed >= 19]).toEqual([0, true])
  })

  it('cuts off at the second signal what would not end by itself', async () => {
    const server = await startCountingServer({ answers: false })
    const child = start(['quick', '-c', '2', '-d', '10m', '--timeout', '10m', server.url])
    server.onRequest(2, () => child.kill('SIGINT'))
    let isSecondSent = false
    const { code } = await ended(child, (text) => {
      if (isSecondSent || !text.includes('Stopping')) return
      isSecondSent = true
      // Another signal than the first: the same one right behind it could be npm's copy of it.
      child.kill('SIGTERM')
    })
    server.close()
    expect(code).toBe(105)
    const { run, totals, iterations } = await latest()
    expect(run.status).toBe('stopped')
    expect([totals.inFlight, iterations.interrupted]).toEqual([2, 2])
  })

  it('goes on and saves when the reader of its output goes away', async () => {
    const child = start(['quick', '-n', '200', `${cli.url}/fast`, '--tag', 'pipe=closed'])
    child.stdout?.destroy()
    expect((await ended(child)).code).toBe(0)
    expect((await latest()).run).toMatchObject({ status: 'finished', tags: { pipe: 'closed' } })
  })

  it('serves the practice target until it is told to end', async () => {
    const child = start(['target', '--port', '0'])
    const answers: Promise<number>[] = []
    const { code, stdout } = await ended(child, (text) => {
      const [, url] = /^(http:\S+)\n/.exec(text) ?? []
      if (url === undefined || answers.length > 0) return
      answers.push(fetch(`${url}/fast`).then(({ status }) => status))
      void answers[0]?.then(() => child.kill('SIGTERM'))
    })
    expect([code, await answers[0]]).toEqual([0, 200])
    expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\n$/)
  })
})
