import { parentPort, workerData, type MessagePort } from 'node:worker_threads'
import type { LaneFrames, ReturnedBuffers } from '../engine/lane-protocol.ts'
import { isOpenModel } from '../engine/metrics/index.ts'
import { currentRunOwner, openStore, type Store } from '../store/index.ts'
import { yieldToLanes } from './background-priority.ts'
import { Recorder } from './recorder.ts'
import type { RecorderCommand, RecorderEvent, RecorderThreadData } from './recorder-protocol.ts'

/** Entry of the recorder's thread: opens the database and wires the ports to the recorder. */

/** The live display gets this many messages a second. */
const TICKS_PER_SECOND = 10

function main(data: RecorderThreadData, controller: MessagePort): void {
  yieldToLanes(data.plan.scenarios.some(({ executor }) => isOpenModel(executor)))
  const send = (event: RecorderEvent): void => controller.postMessage(event)
  const store = data.databaseFile === null ? null : openStore(data.databaseFile)
  const recorder = new Recorder({ ...data, laneCount: data.lanes.length, store, send })
  const guarded = (act: () => void): void => {
    try {
      act()
    } catch (error) {
      send({ kind: 'failed', message: error instanceof Error ? error.message : String(error) })
    }
  }
  // A lane ends by closing its port, after its last frames; a message on the way is delivered before the close.
  const open = new Set(data.lanes)
  let finish: (() => void) | null = null
  for (const lane of data.lanes) {
    lane.on('message', ({ frames, diagnostics }: LaneFrames) =>
      guarded(() => {
        recorder.addFrames(frames, diagnostics)
        const returned: ReturnedBuffers = { buffers: frames }
        lane.postMessage(returned)
      })
    )
    lane.on('close', () => {
      open.delete(lane)
      if (open.size === 0) finish?.()
    })
  }
  let ticker: NodeJS.Timeout | undefined
  const end = (command: RecorderCommand & { kind: 'finish' }): void =>
    guarded(() => {
      clearInterval(ticker)
      const end = recorder.finish(command.status, command.durationMs)
      store?.close()
      send({ kind: 'ended', ...end })
      controller.close()
    })
  controller.on('message', (command: RecorderCommand) => {
    switch (command.kind) {
      case 'create':
        return guarded(() => {
          if (store !== null) createRun(store, data)
          send({ kind: 'created' })
        })
      case 'go':
        ticker = setInterval(() => recorder.tick(), 1000 / TICKS_PER_SECOND)
        return recorder.start(command.startNs, command.startedAt)
      case 'dial':
        return guarded(() => recorder.dialled(command.event))
      case 'stopping':
        return recorder.stopping()
      case 'finish':
        finish = () => end(command)
        if (open.size === 0) finish()
    }
  })
  send({ kind: 'ready' })
}

/** The run's row exists before its first request. */
function createRun(store: Store, data: RecorderThreadData): void {
  const { runId, plan, document, folder, environment, startedAt } = data
  store.runs.create({
    ...{ id: runId, name: plan.name, target: plan.target, document, folder, plan },
    ...{ environment, startedAt },
    tags: plan.tags,
    owner: currentRunOwner()
  })
}

function start(port: MessagePort): void {
  try {
    main(workerData as RecorderThreadData, port)
  } catch (error) {
    const event: RecorderEvent = {
      kind: 'failed',
      message: error instanceof Error ? error.message : String(error)
    }
    port.postMessage(event)
    port.close()
  }
}

if (parentPort !== null) start(parentPort)
