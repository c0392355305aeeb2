import { describe, expect, test } from 'vitest'
import { checkForm } from '../../../src/renderer/src/features/test-form/form-problems.ts'
import { newPart } from '../../../src/renderer/src/features/test-form/body-form.ts'
import { newPair } from '../../../src/renderer/src/features/test-form/form-rows.ts'
import { newScenario, type PlanForm } from '../../../src/renderer/src/features/test-form/plan-form.ts'
import { toDocument } from '../../../src/renderer/src/features/test-form/to-document.ts'
import { toForm } from '../../../src/renderer/src/features/test-form/to-form.ts'
import { catalogue, firstRequest } from './plan-fixtures.ts'

function check(form: PlanForm): ReturnType<typeof checkForm> {
  return checkForm(form, toDocument(form))
}

/** The fields and labels of what is wrong after one change to a right plan. */
function problemsAfter(change: (form: PlanForm) => void): { field: string; label: string }[] {
  const form = toForm(catalogue)
  change(form)
  return check(form).problems.map(({ field, label }) => ({ field, label }))
}

describe('checkForm', () => {
  test('gives the plan when nothing is wrong', () => {
    const { plan, problems } = check(toForm(catalogue))
    expect(problems).toEqual([])
    expect(plan?.scenarios.map(({ name }) => name)).toEqual(['browse', 'admin'])
  })

  test.each<[field: string, label: string, change: (form: PlanForm) => void]>([
    ['target', 'Target', (form) => (form.target = 'localhost')],
    ['warmUp', 'Warm-up', (form) => (form.warmUp = 'soon')],
    ['name', 'Name', (form) => (form.name = 'x'.repeat(201))],
    ['defaults.timeout', 'Defaults, timeout', (form) => (form.defaults.timeout = '0s')],
    [
      'scenarios.0.flow.0.body.0.content',
      'browse, step 1, body 1',
      (form) => {
        const parts = [newPart({ name: 'a', kind: 'file', content: '${vu}' })]
        Object.assign(firstRequest(form), { bodyKind: 'multipart', parts })
      }
    ],
    [
      'scenarios.0.flow.0.body.1.name',
      'browse, step 1, body 2',
      (form) => {
        const fields = [newPair('a', '1'), newPair('b', '${nobody}')]
        Object.assign(firstRequest(form), { bodyKind: 'form', fields })
      }
    ],
    [
      'scenarios.0.flow.0.body',
      'browse, step 1, body',
      (form) => Object.assign(firstRequest(form), { bodyKind: 'file', bodyFile: '' })
    ],
    ['defaults.headers.0.name', 'Defaults, header 1', (form) => (form.defaults.headers[0]!.name = 'a b')],
    [
      'defaults.auth.username',
      'Defaults, authentication, user name',
      (form) => (form.defaults.auth = { ...form.defaults.auth, kind: 'basic', username: 'a:b' })
    ],
    [
      'defaults.auth',
      'Defaults, authentication',
      (form) => {
        form.defaults.headers.push(newPair('authorization', 'x'))
        form.defaults.auth = { ...form.defaults.auth, kind: 'bearer', token: 'y' }
      }
    ],
    [
      'scenarios.0.flow.0.auth.token',
      'browse, step 1, authentication, token',
      (form) => Object.assign(firstRequest(form).auth, { kind: 'bearer', token: '' })
    ],
    [
      'scenarios.0.flow.0.redirects',
      'browse, step 1, redirects',
      (form) => (firstRequest(form).redirects = 'all')
    ],
    [
      'scenarios.0.flow.0.unixSocket',
      'browse, step 1, Unix socket',
      (form) => (firstRequest(form).unixSocket = 'app.sock')
    ],
    ['tls.key', 'TLS, key', (form) => (form.network.tls.key = 'c.key')],
    [
      'tls.maxVersion',
      'TLS, highest version',
      (form) => Object.assign(form.network.tls, { minVersion: 'TLSv1.3', maxVersion: 'TLSv1.2' })
    ],
    ['proxy.url', 'Proxy, URL', (form) => (form.network.proxy.url = 'socks5://p:1')],
    [
      'proxy.noProxy',
      'Proxy, hosts without it',
      (form) => Object.assign(form.network.proxy, { url: 'http://p:1', noProxy: 'a.test, 10.0.0.0/99' })
    ],
    ['dns.ttl', 'DNS, time to live', (form) => (form.network.dns.ttl = 'soon')],
    ['hosts.0.value', 'Host 1', (form) => form.network.hosts.push(newPair('shop.test', 'nowhere'))],
    ['hosts.0.name', 'Host 1', (form) => form.network.hosts.push(newPair('shop test', '::1'))],
    ['hosts.1.name', 'Host 2', (form) => form.network.hosts.push(newPair('a', '::1'), newPair('a', '::1'))],
    ['unixSocket', 'Unix socket', (form) => (form.network.unixSocket = 'app.sock')],
    ['localAddresses', 'Local addresses', (form) => (form.network.localAddresses = '10.0.0.1, x')],
    ['connections.pool', 'Connections, pool', (form) => (form.network.connections.pool = '0')],
    [
      'connections.reuse',
      'Connections, reuse',
      (form) => Object.assign(form.network.connections, { reuse: 'iteration', pool: '5' })
    ],
    ['variables.1.name', 'Variable 2', (form) => form.variables.push(newPair('9', 'x'))],
    ['tags.0.name', 'Tag 1', (form) => (form.tags[0]!.name = '')],
    ['scenarios.0.name', 'a b, name', (form) => (form.scenarios[0]!.name = 'a b')],
    ['scenarios.0.executor', 'browse, executor', (form) => (form.scenarios[0]!.executor = 'sometimes')],
    ['scenarios.1.vus', 'admin, virtual users', (form) => (form.scenarios[1]!.options.vus = '0')],
    ['scenarios.1.duration', 'admin, duration', (form) => (form.scenarios[1]!.options.duration = '')],
    ['scenarios.0.maxVUs', 'browse, VUs at most', (form) => (form.scenarios[0]!.options.maxVUs = '1')],
    ['scenarios.0.stages', 'browse, stage', (form) => (form.scenarios[0]!.stages = [])],
    [
      'scenarios.0.stages.1.target',
      'browse, stage 2',
      (form) => (form.scenarios[0]!.stages[1]!.target = '-1')
    ],
    ['scenarios.1.flow', 'admin, steps', (form) => (form.scenarios[1]!.flow = [])],
    [
      'scenarios.0.flow.0.headers.0.name',
      'browse, step 1, header 1',
      (form) => (firstRequest(form).headers[0]!.value = '${nobody}')
    ],
    ['scenarios.0.flow.0.url', 'browse, step 1, URL', (form) => (firstRequest(form).url = '')],
    [
      'scenarios.0.flow.0.expectStatus',
      'browse, step 1, expected status',
      (form) => (firstRequest(form).expectStatus = '200, 9')
    ],
    ['scenarios.0.flow.0.timeout', 'browse, step 1, timeout', (form) => (firstRequest(form).timeout = '3 s')],
    [
      'scenarios.0.flow.0.checks.0.value',
      'browse, step 1, check 1',
      (form) => (firstRequest(form).checks[0]!.value = 'fine')
    ],
    [
      'scenarios.0.flow.0.checks.1.subject',
      'browse, step 1, check 2',
      (form) => (firstRequest(form).checks[1]!.subject = '')
    ],
    [
      'scenarios.0.flow.0.extract.2.source',
      'browse, step 1, extraction 3',
      (form) => (firstRequest(form).extract[2]!.source = '(')
    ],
    [
      'scenarios.0.flow.0.extract.2.group',
      'browse, step 1, extraction 3',
      (form) => (firstRequest(form).extract[2]!.group = '2')
    ],
    [
      'scenarios.0.flow.0.extract.1.variable',
      'browse, step 1, extraction 2',
      (form) => (firstRequest(form).extract[1]!.variable = 'a-b')
    ],
    [
      'scenarios.0.flow.1.think',
      'browse, step 2, think time',
      (form) => {
        const step = form.scenarios[0]!.flow[1]!
        if (step.kind === 'think') step.think = 'long'
      }
    ],
    ['thresholds.0.expression', 'Threshold 1', (form) => (form.thresholds[0]!.expression = 'fast')],
    [
      'thresholds.1.filter',
      'Threshold 2',
      (form) => form.thresholds.splice(1, 1, { ...form.thresholds[1]!, filter: 'name:gone' })
    ],
    ['thresholds.2.expression', 'Threshold 3', (form) => (form.thresholds[2]!.expression = 'p(95)')],
    ['thresholds.1.delayAbortEval', 'Threshold 2', (form) => (form.thresholds[1]!.delayAbortEval = 'later')]
  ])('shows a mistake at %s, called %j', (field, label, change) => {
    expect(problemsAfter(change)).toEqual([{ field, label }])
  })

  test('shows what a document cannot hold: names given twice', () => {
    expect(
      problemsAfter((form) => {
        form.variables.push(newPair('user', 'bob'))
        form.scenarios.push({ ...newScenario('browse') })
        firstRequest(form).headers.push(newPair('x-user', '2'))
      }).map(({ field }) => field)
    ).toEqual(['scenarios.0.flow.0.headers.1.name', 'scenarios.2.name', 'variables.1.name'])
  })

  test('says on which line JSON is wrong, and nothing else about it', () => {
    const form = toForm(catalogue)
    Object.assign(firstRequest(form), { bodyKind: 'json', body: '{\n  "a": ${user}\n}' })
    const { plan, problems } = check(form)
    expect(plan).toBeNull()
    expect(problems).toHaveLength(1)
    expect(problems[0]).toMatchObject({ field: 'scenarios.0.flow.0.body', label: 'browse, step 1, body' })
    expect(problems[0]?.message).toMatch(/^Found a reference outside of quotes, .* on line 2 of the JSON\.$/)
  })

  test('puts problems in the order of the form', () => {
    const fields = problemsAfter((form) => {
      form.thresholds[0]!.expression = 'x'
      form.variables.push(newPair('9', 'x'))
      firstRequest(form).headers = []
      firstRequest(form).url = ''
      form.scenarios[1]!.options.vus = 'x'
      form.target = 'x'
    }).map(({ field }) => field)
    expect(fields).toEqual([
      'target',
      'scenarios.0.flow.0.url',
      'scenarios.1.vus',
      'thresholds.0.expression',
      'variables.1.name'
    ])
  })

  test('places warnings as well, which keep no plan from starting', () => {
    const form = toForm(catalogue)
    form.thresholds.splice(0, 1)
    const { plan, warnings } = check(form)
    expect(plan).not.toBeNull()
    expect(warnings.map(({ field }) => field)).toEqual(['thresholds'])
  })
})
