import { compileScenario, type FailureSample } from '../../../../src/main/engine/scenario/index.ts'
import type { VirtualUser } from '../../../../src/main/engine/load/index.ts'
import { EventLoop, FakeDriver, type Coroutine } from '../../../../src/main/engine/scheduler/index.ts'
import { parsePlan } from '../../../../src/shared/plan/index.ts'
import { FakeClient, ReportedRequests, type FakeAnswer } from './fake-client.ts'
import { GivenIterations } from '../../../support/given-iterations.ts'

export interface RunOptions {
  readonly answers?: readonly FakeAnswer[]
  readonly env?: Readonly<Record<string, string>>
  readonly secrets?: Readonly<Record<string, string>>
  /** Keys of the plan beside its one scenario. */
  readonly plan?: Record<string, unknown>
  readonly scenario?: Record<string, unknown>
  readonly iterations?: number
}

export interface ScenarioRun {
  readonly client: FakeClient
  readonly reported: ReportedRequests
  readonly samples: FailureSample[]
  readonly driver: FakeDriver
  readonly loop: EventLoop
  readonly user: VirtualUser
}

/** A virtual user of a one-scenario plan on a fake clock and a fake client; nothing has run yet. */
export function prepareRun(flow: readonly unknown[], options: RunOptions = {}): ScenarioRun {
  const scenario = options.scenario ?? { executor: 'constant-vus', duration: '1m' }
  const parsed = parsePlan({
    version: 1,
    target: 'http://shop.test',
    ...options.plan,
    scenarios: { a: { ...scenario, flow } }
  })
  if (!parsed.valid) throw new Error(JSON.stringify(parsed.problems))
  const driver = new FakeDriver()
  const loop = new EventLoop({ driver })
  const client = new FakeClient(loop, options.answers)
  const reported = new ReportedRequests()
  const samples: FailureSample[] = []
  const createUser = compileScenario(parsed.plan, 0, {
    loop,
    client,
    metrics: reported,
    env: options.env ?? {},
    secrets: options.secrets ?? {},
    onFailureSample: (sample) => samples.push(sample)
  })
  return { client, reported, samples, driver, loop, user: createUser(7) }
}

/** Runs iterations one after the other, each intended for the end of the one before, as a closed model does. */
export function runScenario(flow: readonly unknown[], options: RunOptions = {}): ScenarioRun {
  const run = prepareRun(flow, options)
  run.driver.run(run.loop, iterate(run, options.iterations ?? 1))
  return run
}

function* iterate({ user, loop }: ScenarioRun, iterations: number): Coroutine<void> {
  for (let count = 0; count < iterations; count++) yield* user.iterations(new GivenIterations(loop.nowMs()))
}
