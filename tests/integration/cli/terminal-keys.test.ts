import { once } from 'node:events'
import { createServer } from 'node:http'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { RunSummary } from '../../../src/shared/metrics/summary.ts'
import { useCliFixture } from './cli-fixture.ts'
import { TerminalSession } from './terminal-session.ts'

const cli = useCliFixture()
const CTRL_C = '\u0003'
const SHOW_CURSOR = '\u001b[?25h'

/** Takes requests and never answers. */
async function deafServer(): Promise<{ readonly url: string; readonly asked: Promise<unknown> }> {
  const server = createServer(() => {})
  onTestFinished(() => {
    server.close()
    server.closeAllConnections()
  })
  const asked = once(server, 'request')
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return { url: `http://127.0.0.1:${address.port}`, asked }
}

/** A run that hears the keys and has an iteration in flight that will not end by itself. */
async function openRun(): Promise<TerminalSession> {
  const { url, asked } = await deafServer()
  const flow = [{ request: { url: '/' } }]
  const plan = {
    ...{ version: 1, target: url },
    scenarios: {
      now: { executor: 'constant-arrival-rate', rate: 20, duration: '10m', preAllocatedVUs: 2, flow },
      late: { executor: 'constant-vus', vus: 10, startTime: '5m', duration: '10m', flow }
    }
  }
  const file = cli.write('keys.json', JSON.stringify(plan))
  const terminal = new TerminalSession(['run', file], { LOADGALE_DB: cli.database })
  onTestFinished(() => terminal.kill())
  await terminal.shows('q stop')
  await asked
  // Drawn again by the progress of the run, which is after the keyboard is listened to.
  await terminal.shows('q stop')
  return terminal
}

async function latest(): Promise<RunSummary> {
  return JSON.parse((await cli.run('show', 'latest', '--json', '-')).stdout)
}

describe('the keys on a terminal', () => {
  it('dial, pause, resume and stop the run, each press from the one before, and leave the terminal as it was', async () => {
    const terminal = await openRun()
    await terminal.shows('+/- now 20 starts each 1s   tab next scenario   p pause   q stop')
    terminal.type('--')
    await terminal.shows('+/- now 16 starts each 1s')
    terminal.type('\t')
    await terminal.shows('+/- late 10 virtual users')
    terminal.type('-')
    await terminal.shows('+/- late 9 virtual users')
    terminal.type('p')
    await terminal.shows('p resume')
    terminal.type('p')
    await terminal.shows('p pause')
    terminal.type('q')
    await terminal.shows('Stopping: iterations may end')
    terminal.type(CTRL_C)
    await terminal.shows('Cutting off')
    await terminal.shows(SHOW_CURSOR)
    await terminal.shows('Saved as run')
    await terminal.shows(' icanon')
    expect(await terminal.ended).toBe(105)
    const { dial, run, iterations } = await latest()
    expect(run.status).toBe('stopped')
    expect(iterations.interrupted).toBeGreaterThan(0)
    const done = dial?.events.map((event) =>
      event.action === 'set' ? `${event.scenario} ${event.value}` : event.action
    )
    expect(done).toEqual(['now 18', 'now 16', 'late 9', 'pause', 'resume'])
  })

  it('end the process at the third Ctrl-C, however fast, with the terminal as it was', async () => {
    const terminal = await openRun()
    terminal.type(CTRL_C.repeat(3))
    await terminal.shows(SHOW_CURSOR)
    await terminal.shows(' icanon')
    expect(await terminal.ended).toBe(105)
  })
})
