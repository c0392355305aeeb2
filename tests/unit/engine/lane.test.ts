import { describe, expect, it } from 'vitest'
import { Lane, type LanePort } from '../../../src/main/engine/lane.ts'
import { LiveCounterTable } from '../../../src/main/engine/live-counters.ts'
import { DialBoard, LaneShare } from '../../../src/main/engine/load/index.ts'
import { parsePlan } from '../../../src/shared/plan/index.ts'
import type { Plan } from '../../../src/shared/plan/plan.ts'

const idle = { executor: 'constant-vus', vus: 2, duration: '1h', flow: [{ think: '5ms' }] }
/** Nothing ever connects: the guard of these lanes refuses every address. */
const refused = {
  executor: 'shared-iterations',
  vus: 1,
  iterations: 3,
  flow: [{ request: { url: 'http://127.0.0.1:9/' } }]
}

function planOf(scenarios: Record<string, unknown>): Plan {
  const parsed = parsePlan({ version: 1, target: 'http://127.0.0.1:9', scenarios })
  if (!parsed.valid) throw new Error('the plan of the test is wrong')
  return parsed.plan
}

interface Opened {
  readonly lane: Lane
  readonly counters: LiveCounterTable
  /** Bytes of each frame, and whether diagnostics came with it. */
  readonly sent: { frames: number; diagnostics: boolean }[]
}

function openLane(plan: Plan): Opened {
  const sent: Opened['sent'] = []
  const port: LanePort = {
    obtainBuffer: (minBytes) => new SharedArrayBuffer(minBytes),
    sendFrames: (frames, diagnostics) =>
      sent.push({ frames: frames.length, diagnostics: diagnostics !== null }),
    handOff: () => expect.unreachable('there is one lane')
  }
  const counters = new LiveCounterTable(1)
  const lane = new Lane(
    {
      ...{ plan, laneIndex: 0, laneCount: 1, env: {}, files: {}, allowAddress: () => false },
      share: new LaneShare(0, 1, plan.scenarios.length).buffer,
      dial: new DialBoard(plan.scenarios.map(({ name }) => name)).buffer,
      liveCounters: counters.buffer
    },
    port
  )
  return { lane, counters, sent }
}

describe('Lane', () => {
  it('runs its share to the end, sends the last frame and leaves the last counters', async () => {
    const { lane, counters, sent } = openLane(planOf({ refused }))
    const endMs = await lane.run(process.hrtime.bigint())
    expect(endMs).toBeGreaterThan(0)
    expect(sent.at(-1)).toEqual({ frames: 1, diagnostics: false })
    expect(counters.sum()).toMatchObject({
      requestsStarted: 3,
      requestsFailed: 3,
      iterationsCompleted: 3,
      activeVus: 0
    })
  })

  it('ends when it is told to, at once also before its start', async () => {
    const { lane, sent } = openLane(planOf({ idle, later: { ...idle, startTime: '1h' } }))
    const run = lane.run(process.hrtime.bigint() + 3_600_000_000_000n)
    lane.stop('immediate')
    expect(await run).toBe(0)
    expect(sent).toHaveLength(1)
  })

  it('fails as soon as one scenario does, also while one before it goes on', async () => {
    const plan = planOf({ idle, refused })
    // A slot that the plan does not have stands for any defect of ours.
    const { requests } = plan.slots
    const broken: Plan = { ...plan, slots: { ...plan.slots, requests: requests.slice(0, 0) } }
    const { lane, sent } = openLane(broken)
    await expect(lane.run(process.hrtime.bigint())).rejects.toThrow('the plan has no request slot 0')
    expect(sent.at(-1)?.frames).toBeGreaterThan(0)
  })
})
