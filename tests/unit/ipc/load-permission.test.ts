import { expect, it } from 'vitest'
import { LoadPermission } from '../../../src/main/ipc/load-permission.ts'
import { validatePlanDocument } from '../../../src/main/plan/index.ts'
import type { Plan } from '../../../src/shared/plan/plan.ts'

function planOf(target: string): Plan {
  const scenarios = { one: { executor: 'constant-vus', duration: '1s', flow: [{ request: { url: '/' } }] } }
  const parsed = validatePlanDocument({ version: 1, target, scenarios })
  if (!parsed.valid) throw new Error(parsed.problems[0]?.message)
  return parsed.plan
}

function permission(env: Record<string, string> = {}): {
  asked: LoadPermission
  remembered: () => readonly string[]
} {
  let hosts: readonly string[] = []
  const memory = { read: () => hosts, write: (written: readonly string[]) => (hosts = written) }
  return { asked: new LoadPermission(memory, () => env), remembered: () => hosts }
}

it('loopback and private addresses get load unasked', async () => {
  const { asked } = permission()
  for (const host of ['127.0.0.1', '10.1.2.3', '[::1]']) {
    await expect(asked.require(planOf(`http://${host}:9`), {})).resolves.toBeUndefined()
  }
})

it('a public host gets load once it was allowed, until that is forgotten', async () => {
  const { asked, remembered } = permission()
  const plan = planOf('http://203.0.113.7')
  const refusal = {
    ...{ code: 'host_not_allowed', details: ['203.0.113.7'] },
    message: '203.0.113.7 is a public host, which gets load only when you allow it.'
  }
  await expect(asked.require(plan, {})).rejects.toMatchObject(refusal)
  const handlers = asked.handlers()
  handlers['hosts.allow']({ host: '203.0.113.7' })
  handlers['hosts.allow']({ host: '203.0.113.7' })
  await expect(asked.require(plan, {})).resolves.toBeUndefined()
  expect([asked.hosts, remembered()]).toEqual([['203.0.113.7'], ['203.0.113.7']])
  expect(handlers['hosts.forget'](null)).toEqual({ hosts: ['203.0.113.7'] })
  await expect(asked.require(plan, {})).rejects.toMatchObject(refusal)
})

it('the environment allows as on the command line', async () => {
  const { asked, remembered } = permission({ LOADGALE_ALLOW_HOSTS: '203.0.113.*, shop.example' })
  await expect(asked.require(planOf('http://203.0.113.7'), {})).resolves.toBeUndefined()
  expect(remembered()).toEqual([])
})

it('what serves credentials is refused for good, and no pattern is remembered', async () => {
  const { asked, remembered } = permission({ LOADGALE_ALLOW_HOSTS: '*' })
  await expect(asked.require(planOf('http://169.254.169.254'), {})).rejects.toMatchObject({
    ...{ code: 'host_refused', details: [] },
    message: '169.254.169.254 serves the credentials of machines in a cloud and never gets load.'
  })
  expect(() => asked.handlers()['hosts.allow']({ host: '*.example' })).toThrow(
    'expected the name of one host'
  )
  expect(remembered()).toEqual([])
})
