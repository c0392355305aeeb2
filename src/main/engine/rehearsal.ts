import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { DEFAULT_NETWORK } from '../../shared/network-settings.ts'
import type { ExecutorPlan, Plan, ScenarioPlan } from '../../shared/plan/plan.ts'
import { Lane } from './lane.ts'
import { LiveCounterTable } from './live-counters.ts'
import { DialBoard, LaneShare } from './load/index.ts'

const ANSWER = Buffer.from('HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 5\r\n\r\nhello')

/** The rehearsal begins shortly before a second of its own clock ends, so that the frames of a second are cut in it. */
const FROM_MS = 950
const LENGTH_MS = 130

/**
 * Requests of both models before the run, to a listener of this very thread, recorded and thrown away. Code that has
 * never run is slow, and the first second of a run paid for that with starts that were several milliseconds late, and
 * the next one with the first cut of a second's frames: both were called suspect where nothing was wrong with the
 * machine. Takes some 150 ms.
 *
 * @returns how many requests were answered; 0 where the machine does not let the thread listen, and the run has to start
 *   without
 */
export async function rehearse(): Promise<number> {
  let answered = 0
  const server = await listen(() => answered++)
  if (server === null) return 0
  const { port } = server.address() as AddressInfo
  const plan = rehearsalPlan(`http://127.0.0.1:${port}`)
  const lane = new Lane(
    {
      ...{ plan, laneIndex: 0, laneCount: 1, env: {}, files: {}, allowAddress: () => true },
      share: new LaneShare(0, 1, plan.scenarios.length).buffer,
      dial: new DialBoard(plan.scenarios.map(({ name }) => name)).buffer,
      liveCounters: new LiveCounterTable(1).buffer
    },
    { obtainBuffer: (minBytes) => new SharedArrayBuffer(minBytes), sendFrames: () => {}, handOff: () => {} }
  )
  await lane.run(process.hrtime.bigint() - BigInt(FROM_MS * 1e6))
  server.close()
  return answered
}

/** Neither the listener nor its connections keep the thread alive. */
function listen(answered: () => void): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer({ noDelay: true }, (socket) => answer(socket.unref(), answered)).unref()
    server.once('error', () => resolve(null))
    server.listen(0, '127.0.0.1', () => resolve(server))
  })
}

function answer(socket: Socket, answered: () => void): void {
  socket.on('error', () => socket.destroy())
  socket.on('data', () => {
    socket.write(ANSWER)
    answered()
  })
}

function rehearsalPlan(target: string): Plan {
  const executors: ExecutorPlan[] = [
    { kind: 'constant-vus', vus: 2, durationMs: LENGTH_MS },
    {
      kind: 'constant-arrival-rate',
      ...{ rate: 1000, timeUnitMs: 1000, durationMs: LENGTH_MS, preAllocatedVUs: 10, maxVUs: 10 }
    }
  ]
  const scenarios = executors.map(scenario)
  return {
    ...{ version: 1, name: 'Rehearsal', target, variables: {}, tags: {}, scenarios, thresholds: [] },
    ...{ warmUpMs: 0, cookies: 'reset', network: DEFAULT_NETWORK },
    slots: { requests: scenarios.map(({ name }, index) => ({ scenario: index, name })), checks: [] }
  }
}

function scenario(executor: ExecutorPlan, slot: number): ScenarioPlan {
  return {
    ...{ name: executor.kind, executor, startTimeMs: FROM_MS, gracefulStopMs: 100 },
    flow: [
      {
        ...{ kind: 'request', slot, name: executor.kind, method: 'GET', url: '/', unixSocket: null },
        ...{ headers: [], auth: null, body: null, bodyFormat: 'text', redirects: 0 },
        timeouts: { totalMs: 1000, connectMs: 1000, firstByteMs: 0 },
        expectStatus: [{ from: 200, to: 399 }],
        ...{ extract: [], checks: [] }
      }
    ]
  }
}
