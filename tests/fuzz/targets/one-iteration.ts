import { compileScenario } from '../../../src/main/engine/scenario/index.ts'
import { EventLoop, FakeDriver } from '../../../src/main/engine/scheduler/index.ts'
import type { Plan } from '../../../src/shared/plan/plan.ts'
import { GivenIterations } from '../../support/given-iterations.ts'
import { FakeClient, ReportedRequests, type FakeAnswer } from '../../unit/engine/scenario/fake-client.ts'

const ANSWERS: readonly FakeAnswer[] = [
  { head: 'Content-Type: application/json\r\n', body: '{"items":[{"id":1}],"token":"t"}' },
  { status: 302, head: 'Location: /elsewhere\r\n' },
  { status: 500, body: 'broken' },
  { error: 'connect_refused' }
]

/** Compiles a scenario and lets one virtual user go through it twice, on a fake clock against fake answers. */
export function runOneIteration(
  plan: Plan,
  scenarioIndex: number,
  env: Readonly<Record<string, string>>
): void {
  const driver = new FakeDriver()
  const loop = new EventLoop({ driver })
  const client = new FakeClient(loop, ANSWERS)
  const createUser = compileScenario(plan, scenarioIndex, {
    ...{ loop, client, env },
    metrics: new ReportedRequests(),
    onFailureSample: () => undefined
  })
  const user = createUser(1)
  driver.run(loop, user.iterations(new GivenIterations(0, 1)))
  user.close()
  for (const { bytes } of client.sent) checkHead(bytes)
}

/** Nothing in a plan may break a request apart. */
export function checkHead(bytes: Buffer): void {
  const text = bytes.toString('latin1')
  const [requestLine = '', ...lines] = text.slice(0, text.indexOf('\r\n\r\n')).split('\r\n')
  if (!/^[!-~]+ [!-~]+ HTTP\/1\.1$/.test(requestLine))
    throw new Error(`request line ${JSON.stringify(requestLine)}`)
  for (const line of lines) {
    if (!/^[!-9;-~]+: [^\r\n\0]*$/.test(line)) throw new Error(`header line ${JSON.stringify(line)}`)
  }
}
