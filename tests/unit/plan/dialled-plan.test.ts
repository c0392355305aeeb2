import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { ArrivalSchedule } from '../../../src/main/engine/load/arrival-schedule.ts'
import { arrivalSpacing } from '../../../src/main/engine/load/arrival-spacing.ts'
import { scheduledIterations } from '../../../src/main/engine/load/index.ts'
import { dialledPlan, dialledPlanText, type DialledRun } from '../../../src/main/plan/dialled-plan.ts'
import { validatePlanDocument, validatePlanText } from '../../../src/main/plan/index.ts'
import { dialledStartMs } from '../../../src/shared/plan/dialled-stages.ts'
import { dialledProfile, pausesOf, runTimeOf, type DialEvent } from '../../../src/shared/plan/dial.ts'
import type { ArrivalRatePlan, Plan, ScenarioPlan } from '../../../src/shared/plan/plan.ts'
import { runOnFakeLanes } from '../../support/fake-lanes.ts'

/** The only scenario of the fake lanes. */
const SCENARIO = 'only'

function planOf(document: unknown): Plan {
  const parsed = validatePlanDocument(document)
  if (!parsed.valid) throw new Error(parsed.problems.map(({ path, message }) => `${path}: ${message}`).join())
  return parsed.plan
}

function runOf(scenarios: Record<string, object>, dial: readonly DialEvent[]): DialledRun {
  const flow = [{ request: { url: '/' } }]
  const document = {
    version: 1,
    target: 'http://127.0.0.1:9',
    scenarios: Object.fromEntries(Object.entries(scenarios).map(([name, own]) => [name, { ...own, flow }]))
  }
  return { id: '0abc', document, folder: null, plan: planOf(document), dial }
}

const set = (atMs: number, value: number, scenario = SCENARIO): DialEvent => ({
  ...{ action: 'set', atMs, scenario, value }
})
const pause = (atMs: number): DialEvent => ({ action: 'pause', atMs })
const resume = (atMs: number): DialEvent => ({ action: 'resume', atMs })

/** When the pacer starts each iteration of an open scenario, in time of the run. */
function startsOf(scenario: ScenarioPlan, events: readonly DialEvent[]): number[] {
  const executor = scenario.executor as ArrivalRatePlan
  const segments = dialledProfile(scenario, events)
  const schedule = new ArrivalSchedule(arrivalSpacing(executor, scenario.name), executor.timeUnitMs, segments)
  const pauses = pausesOf(events)
  return Array.from({ length: schedule.count }, (_, index) =>
    runTimeOf(pauses, scenario.startTimeMs + schedule.timeOf(index))
  )
}

/** What a hand can do: changes in ascending whole milliseconds, every pause ended. */
const hand = (values: fc.Arbitrary<number>): fc.Arbitrary<DialEvent[]> =>
  fc
    .array(fc.tuple(fc.integer({ min: 1, max: 1500 }), fc.boolean(), values), { maxLength: 8 })
    .map((moves) => {
      let atMs = 0
      let isPaused = false
      const events = moves.map(([gapMs, isPause, value]): DialEvent => {
        atMs += gapMs
        if (!isPause) return set(atMs, value)
        isPaused = !isPaused
        return isPaused ? pause(atMs) : resume(atMs)
      })
      return isPaused ? [...events, resume(atMs + 500)] : events
    })

/** The dial of a run sees to it that there is none. */
function pausesAtStart({ plan, dial }: DialledRun): boolean {
  const startMs = dialledStartMs(plan.scenarios[0]!, dial)
  return dial.some(({ action, atMs }) => action === 'pause' && atMs === startMs)
}

const rates = fc.oneof(fc.constantFrom(0, 1, 10, 100), fc.double({ min: 0, max: 200, noNaN: true }))
const stages = fc
  .array(
    fc.record({ duration: fc.integer({ min: 0, max: 2000 }), target: fc.integer({ min: 0, max: 200 }) }),
    {
      ...{ minLength: 1, maxLength: 4 }
    }
  )
  .map((some) => [...some, { duration: 1000, target: 50 }])
const arrival = fc.constantFrom({}, { arrival: 'poisson', seed: 7 })
const openScenario = fc.tuple(
  fc.oneof(
    fc
      .record({ executor: fc.constant('constant-arrival-rate'), rate: fc.integer({ min: 1, max: 200 }) })
      .map((own) => ({ ...own, duration: '5s' })),
    fc.record({ executor: fc.constant('ramping-arrival-rate'), startRate: rates, stages })
  ),
  arrival,
  fc.constantFrom({}, { startTime: '300ms' }, { startTime: '1s', timeUnit: '2s' })
)

describe('a plan saved from a dialled run', () => {
  it('has the same starts as the pacer gave the run, whatever the hand did', () => {
    fc.assert(
      fc.property(openScenario, hand(rates), ([load, arrivals, rest], events) => {
        const run = runOf({ [SCENARIO]: { ...load, ...arrivals, ...rest, preAllocatedVUs: 1 } }, events)
        const asked = startsOf(run.plan.scenarios[0]!, events)
        fc.pre(asked.length > 0 && !pausesAtStart(run))
        const again = planOf(dialledPlan(run).document)
        const starts = startsOf(again.scenarios[0]!, [])
        expect(starts).toHaveLength(asked.length)
        for (const [index, start] of starts.entries()) expect(start).toBeCloseTo(asked[index]!, 4)
        expect(scheduledIterations(again, [])).toEqual(scheduledIterations(run.plan, events))
      }),
      { numRuns: 200, seed: 20 }
    )
  })

  it('has the same Poisson arrivals where a scenario before is left out', () => {
    const arrivals = { arrival: 'poisson', seed: 7, preAllocatedVUs: 1 }
    const load = { executor: 'constant-arrival-rate', rate: 50, duration: '4s', ...arrivals }
    const run = runOf({ out: { ...load, startTime: '1s' }, kept: load, untouched: load }, [
      set(500, 0, 'out'),
      set(1000, 80, 'kept')
    ])
    const again = planOf(dialledPlan(run).document)
    expect(again.scenarios.map(({ name }) => name)).toEqual(['kept', 'untouched'])
    for (const scenario of again.scenarios) {
      const before = run.plan.scenarios.find(({ name }) => name === scenario.name)!
      const starts = startsOf(scenario, [])
      const asked = startsOf(before, run.dial)
      expect(starts).toHaveLength(asked.length)
      for (const [index, start] of starts.entries()) expect(start).toBeCloseTo(asked[index]!, 4)
    }
    const [, ...counts] = scheduledIterations(run.plan, run.dial)
    expect(scheduledIterations(again, [])).toEqual(counts)
  })

  it.each([1, 2])(
    'starts virtual users at the same times on %i lanes, also where the hand cut a ramp',
    (lanes) => {
      const ramp = { executor: 'ramping-vus', startVUs: 0, gracefulRampDown: '500ms' }
      const cases: [object, DialEvent[]][] = [
        [{ executor: 'constant-vus', vus: 4, duration: '3s' }, [set(700, 7), set(1500, 2), set(2200, 3)]],
        [{ executor: 'constant-vus', vus: 4, duration: '2s' }, [pause(650), set(900, 3), resume(4000)]],
        [{ ...ramp, stages: [{ duration: '3s', target: 10 }] }, [set(1111, 2), set(2300, 6)]],
        [
          { ...ramp, stages: [{ duration: '3s', target: 10 }] },
          [pause(1111), resume(1512), pause(1513), resume(1900)]
        ],
        [
          { ...ramp, startVUs: 9, stages: [{ duration: '3s', target: 0 }] },
          [pause(1111), resume(1512), set(1700, 1)]
        ],
        [
          { ...ramp, startTime: '400ms', stages: [{ duration: '2s', target: 5 }] },
          [pause(100), resume(300), pause(900), resume(901)]
        ]
      ]
      for (const [own, events] of cases) {
        const run = runOf({ [SCENARIO]: own }, events)
        const at = events.map((event) => ({
          ms: event.atMs - 30,
          act: (control: { dial: (event: DialEvent) => void }) => control.dial(event)
        }))
        const play = ({ executor, startTimeMs }: ScenarioPlan, hands: typeof at): number[] =>
          runOnFakeLanes(executor, { lanes, startMs: startTimeMs, iterationMs: () => 50, at: hands })
            .startedMs.map((ms) => Math.round(ms))
            .sort((a, b) => a - b)
        const asked = play(run.plan.scenarios[0]!, at)
        const again = play(planOf(dialledPlan(run).document).scenarios[0]!, [])
        expect(again).toEqual(asked)
      }
    }
  )

  it('says the hand as stages and keeps everything else of the plan', () => {
    const open = {
      executor: 'constant-arrival-rate',
      rate: 100,
      duration: '1m',
      preAllocatedVUs: 5,
      maxVUs: 50
    }
    const other = { executor: 'constant-vus', vus: 3, duration: '10s', startTime: '40s' }
    const run = runOf({ open: { ...open, gracefulStop: '5s' }, other }, [
      set(20_500, 150, 'open'),
      pause(30_000),
      resume(45_000)
    ])
    const { document, notes } = dialledPlan(run)
    const flow = [{ request: { url: '/' } }]
    expect(notes).toEqual([])
    expect(document).toEqual({
      version: 1,
      target: 'http://127.0.0.1:9',
      scenarios: {
        open: {
          executor: 'ramping-arrival-rate',
          startRate: 100,
          firstAtOnce: true,
          stages: [
            { duration: '20.5s', target: 100 },
            { duration: '0s', target: 150 },
            { duration: '9.5s', target: 150 },
            { duration: '0s', target: 0 },
            { duration: '15s', target: 0 },
            { duration: '0s', target: 150 },
            { duration: '30s', target: 150 }
          ],
          ...{ preAllocatedVUs: 5, maxVUs: 50, gracefulStop: '5s', flow }
        },
        other: {
          executor: 'ramping-vus',
          ...{ startTime: '55s', startVUs: 3, stages: [{ duration: '10s', target: 3 }] },
          ...{ gracefulRampDown: '30s', flow }
        }
      }
    })
  })

  it('is the plan itself where the hand did nothing', () => {
    const run = runOf({ a: { executor: 'constant-vus', vus: 2, duration: '1s' } }, [])
    expect(dialledPlan(run)).toEqual({ document: run.document, notes: [] })
  })

  it('says what it cannot repeat, as comments of a text that validates', () => {
    const run = runOf(
      {
        counted: { executor: 'shared-iterations', vus: 1, iterations: 5 },
        late: { executor: 'constant-vus', vus: 2, duration: '1s', startTime: '10s' }
      },
      [pause(100), resume(400), set(5000, 0, 'late')]
    )
    const text = dialledPlanText(run, '/plans')
    expect(text.split('\n').slice(0, 3)).toEqual([
      '# What run 0abc was asked for after its load was changed by hand.',
      '# The scenario "counted" runs without the pauses: shared-iterations has no stages.',
      '# The scenario "late" is left out: its load was set to 0 before its first start.'
    ])
    expect(validatePlanText(text, 'again.yaml')).toMatchObject({ valid: true })
    const nothing = runOf({ a: { executor: 'constant-vus', vus: 2, duration: '1s', startTime: '9s' } }, [
      set(1, 0, 'a')
    ])
    expect(() => dialledPlan(nothing)).toThrow('the load of every scenario was 0')
  })

  it('leaves out a pause that was never ended', () => {
    const run = runOf({ [SCENARIO]: { executor: 'constant-vus', vus: 2, duration: '1s' } }, [
      set(300, 3),
      pause(500)
    ])
    expect(dialledPlan(run).document).toMatchObject({
      scenarios: {
        only: { stages: [{ duration: '300ms', target: 2 }, { target: 3 }, { duration: '700ms' }] }
      }
    })
  })
})
