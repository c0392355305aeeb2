import { spawn, type ChildProcess } from 'node:child_process'
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

/** Output comes in pieces, and each shows all of it so far. */
function once(act: () => void): () => void {
  let done = false
  return () => {
    if (!done) act()
    done = true
  }
}

async function latest(): Promise<RunSummary> {
  return JSON.parse((await cli.run('show', 'latest', '--json', '-')).stdout)
}

describe('the command line in a process of its own', () => {
  it('stops at SIGINT, saves the run as stopped and ends with 105', async () => {
    const child = start(['quick', '-c', '2', '-d', '10m', `${cli.url}/delay/5`])
    const interrupt = once(() => child.kill('SIGINT'))
    const { code, stdout } = await ended(child, (text) => {
      if (text.includes('0:05')) interrupt()
    })
    expect(code).toBe(105)
    expect(stdout).toContain('Saved as run')
    const { run, conservation, totals } = await latest()
    expect([run.status, conservation.balanced]).toEqual(['stopped', true])
    expect(totals.inFlight).toBe(0)
  })

  it('cuts off at the second signal what would not end by itself', async () => {
    const child = start(['quick', '-c', '2', '-d', '10m', '--timeout', '10m', `${cli.url}/stall`])
    const first = once(() => child.kill('SIGTERM'))
    // Within 200 ms it would count as the same signal.
    const second = once(() => setTimeout(() => child.kill('SIGTERM'), 300))
    const { code } = await ended(child, (text) => {
      if (text.includes('0:05')) first()
      if (text.includes('Stopping')) second()
    })
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
