import { createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import type { Plan } from '../../shared/plan/plan.ts'
import { Lane } from './lane.ts'
import { LiveCounterTable } from './live-counters.ts'
import { DialBoard, LaneShare } from './load/index.ts'

/** Two heads in turn, as those of a service change with each second; neither is a whole number of words long. */
const ANSWERS = ['Thu, 01 Jan 1970 00:00:00 GMT', 'Thu, 01 Jan 1970 00:00:01 GMT'].map((date) =>
  Buffer.from(
    `HTTP/1.1 200 OK\r\ndate: ${date}\r\ncontent-type: text/plain\r\ncontent-length: 5\r\n\r\nhello`
  )
)
const ANSWERS_IN_A_ROW = 100

/**
 * Requests before the run, to a listener of this very thread, recorded and thrown away. Code that has never run is slow:
 * the first seconds of a run paid for that with starts that were several milliseconds late, and were called suspect where
 * nothing was wrong with the machine.
 *
 * @param plan begins shortly before the end of a second of its own, so that the frames of a second are cut in it
 * @returns how many requests were answered; 0 where the machine does not let the thread listen, and the run has to start
 *   without
 */
export async function rehearse(plan: Plan): Promise<number> {
  let answered = 0
  const answer = (): Buffer => ANSWERS[Math.floor(answered++ / ANSWERS_IN_A_ROW) % ANSWERS.length]!
  const server = await listen(answer)
  if (server === null) return 0
  const { port } = server.address() as AddressInfo
  const lane = new Lane(
    {
      plan: { ...plan, target: `http://127.0.0.1:${port}` },
      ...{ laneIndex: 0, laneCount: 1, env: {}, files: {}, allowAddress: () => true },
      share: new LaneShare(0, 1, plan.scenarios.length).buffer,
      dial: new DialBoard(plan.scenarios.map(({ name }) => name)).buffer,
      liveCounters: new LiveCounterTable(1).buffer
    },
    { obtainBuffer: (minBytes) => new SharedArrayBuffer(minBytes), sendFrames: () => {}, handOff: () => {} }
  )
  const fromMs = Math.min(...plan.scenarios.map(({ startTimeMs }) => startTimeMs))
  await lane.run(process.hrtime.bigint() - BigInt(fromMs * 1e6))
  server.close()
  return answered
}

/** Neither the listener nor its connections keep the thread alive. */
function listen(answer: () => Buffer): Promise<Server | null> {
  return new Promise((resolve) => {
    const server = createServer({ noDelay: true }, (socket) => serve(socket.unref(), answer)).unref()
    server.once('error', () => resolve(null))
    server.listen(0, '127.0.0.1', () => resolve(server))
  })
}

function serve(socket: Socket, answer: () => Buffer): void {
  socket.on('error', () => socket.destroy())
  socket.on('data', () => socket.write(answer()))
}
