import { once } from 'node:events'
import { MessageChannel, type MessagePort, type Worker } from 'node:worker_threads'
import { expect, it, onTestFinished } from 'vitest'
import type { LaneEvent, LaneFrames, LaneThreadData } from '../../../src/main/engine/lane-protocol.ts'
import { LiveCounterTable } from '../../../src/main/engine/live-counters.ts'
import { DialBoard, LaneShare } from '../../../src/main/engine/load/index.ts'
import { sourceThreads } from '../../support/source-threads.ts'
import { planDocument, planOf } from './plan-document.ts'

const MARK = 0x5a

/** A lane on its own thread, with the test in the place of the controller and of the recorder. */
async function startLane(
  scenario: Record<string, unknown>
): Promise<{ lane: Worker; recorder: MessagePort }> {
  const plan = planOf(
    planDocument('http://127.0.0.1:9', { idle: { flow: [{ think: '20ms' }], ...scenario } })
  )
  const { port1, port2 } = new MessageChannel()
  const data: LaneThreadData = {
    rehearsal: null,
    ...{
      plan,
      laneIndex: 0,
      laneCount: 1,
      env: {},
      files: {},
      allowedHosts: [],
      recorder: port2,
      peers: [null]
    },
    share: new LaneShare(0, 1, 1).buffer,
    dial: new DialBoard(['idle']).buffer,
    liveCounters: new LiveCounterTable(1).buffer
  }
  const lane = sourceThreads.lane({ workerData: data, transferList: [port2] })
  onTestFinished(async () => {
    port1.close()
    await lane.terminate()
  })
  const [ready] = (await once(lane, 'message')) as [LaneEvent]
  expect(ready).toEqual({ kind: 'ready' })
  return { lane, recorder: port1 }
}

it('shares its buffers with the recorder and fills those that come back again', async () => {
  const { lane, recorder } = await startLane({ executor: 'constant-vus', vus: 1, duration: '2100ms' })
  const tails: number[] = []
  let away = 0
  recorder.on('message', ({ frames }: LaneFrames) => {
    for (const frame of frames) {
      expect(frame).toBeInstanceOf(SharedArrayBuffer)
      // The frame is far shorter than its buffer, so what the recorder wrote behind it comes back.
      const bytes = new Uint8Array(frame)
      tails.push(bytes.at(-1) ?? -1)
      bytes[bytes.length - 1] = MARK
    }
    away += frames.length
    recorder.postMessage({ buffers: frames })
  })
  const closed = once(recorder, 'close')
  lane.postMessage({ kind: 'go', startNs: process.hrtime.bigint() })
  const [ended] = (await once(lane, 'message')) as [LaneEvent]
  await closed
  expect(ended.kind).toBe('ended')
  expect(away).toBeGreaterThanOrEqual(3)
  expect(tails[0]).toBe(0)
  expect(tails.slice(1)).toEqual(tails.slice(1).map(() => MARK))
})

it('sends its last frame before it says that it has ended, and its thread then ends by itself', async () => {
  const { lane, recorder } = await startLane({ executor: 'shared-iterations', vus: 1, iterations: 1 })
  const order: string[] = []
  recorder.on('message', ({ diagnostics }: LaneFrames) => {
    expect(diagnostics).toBeNull()
    order.push('frames')
  })
  recorder.on('close', () => order.push('close'))
  const exited = once(lane, 'exit')
  const closed = once(recorder, 'close')
  lane.postMessage({ kind: 'go', startNs: process.hrtime.bigint() })
  const [ended] = (await once(lane, 'message')) as [LaneEvent]
  expect(ended).toEqual({ kind: 'ended', endMs: expect.any(Number) })
  expect(await exited).toEqual([0])
  await closed
  expect(order).toEqual(['frames', 'close'])
})
