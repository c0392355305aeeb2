import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import type { LaneDiagnostics } from '../../shared/metrics/diagnostics.ts'
import { mayLoad } from './address-policy.ts'
import { Lane, type LanePort } from './lane.ts'
import type {
  HandedOffArrival,
  LaneCommand,
  LaneEvent,
  LaneFrames,
  LaneThreadData,
  ReturnedBuffers
} from './lane-protocol.ts'
import { FrameBufferPool } from './metrics/index.ts'
import { rehearse } from './rehearsal.ts'

/** Entry of a lane's thread: wires the ports to the lane. */

class ThreadLanePort implements LanePort {
  readonly #data: LaneThreadData
  readonly #buffers = new FrameBufferPool()

  constructor(data: LaneThreadData) {
    this.#data = data
    data.recorder.on('message', ({ buffers }: ReturnedBuffers) => {
      for (const buffer of buffers) this.#buffers.putBack(buffer)
    })
  }

  obtainBuffer(minBytes: number): SharedArrayBuffer {
    return this.#buffers.obtain(minBytes)
  }

  sendFrames(frames: SharedArrayBuffer[], diagnostics: LaneDiagnostics | null): void {
    const message: LaneFrames = { lane: this.#data.laneIndex, frames, diagnostics }
    this.#data.recorder.postMessage(message)
  }

  handOff(lane: number, scenario: number, intendedMs: number): void {
    const message: HandedOffArrival = { scenario, intendedMs }
    this.#data.peers[lane]?.postMessage(message)
  }
}

async function main(data: LaneThreadData, controller: MessagePort): Promise<void> {
  const post = (event: LaneEvent): void => controller.postMessage(event)
  const lane = new Lane(
    { ...data, allowAddress: (address, host) => mayLoad(address, host, data.allowedHosts) },
    new ThreadLanePort(data)
  )
  // Behind the lane's own making: V8 compiles code for what there is one of, and compiles it again for a second one.
  if (data.rehearsal !== null) await rehearse(data.rehearsal)
  for (const peer of data.peers) {
    peer?.on('message', ({ scenario, intendedMs }: HandedOffArrival) =>
      lane.acceptHandOff(scenario, intendedMs)
    )
  }
  const finish = (event: LaneEvent): void => {
    post(event)
    data.recorder.close()
    for (const peer of data.peers) peer?.close()
    controller.close()
  }
  controller.on('message', (command: LaneCommand) => {
    if (command.kind === 'stop') return lane.stop(command.phase)
    if (command.kind === 'dial') return lane.followDial()
    lane.run(command.startNs).then(
      (endMs) => finish({ kind: 'ended', endMs }),
      (error: unknown) =>
        finish({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
    )
  })
  post({ kind: 'ready' })
}

if (parentPort !== null) {
  const data = workerData as LaneThreadData
  await main(data, parentPort)
}
