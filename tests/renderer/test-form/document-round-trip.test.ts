import { describe, expect, test } from 'vitest'
import { parsePlan } from '../../../src/shared/plan/index.ts'
import { newPart } from '../../../src/renderer/src/features/test-form/body-form.ts'
import { newPlanForm, newScenario } from '../../../src/renderer/src/features/test-form/plan-form.ts'
import { toDocument } from '../../../src/renderer/src/features/test-form/to-document.ts'
import { toForm } from '../../../src/renderer/src/features/test-form/to-form.ts'
import { catalogue, firstRequest } from './plan-fixtures.ts'

describe('toDocument and toForm', () => {
  test('a plan that uses every field comes back as it was', () => {
    expect(toDocument(toForm(catalogue))).toEqual(catalogue)
    expect(parsePlan(toDocument(toForm(catalogue)))).toMatchObject({ valid: true })
  })

  test('keys that the form does not know stay in the document', () => {
    const document = {
      ...catalogue,
      colour: 'red',
      tls: { ca: ['ca.pem'], cert: 'client.pem', passphrase: '${env.PASSPHRASE}', insecure: true },
      scenarios: {
        browse: {
          ...catalogue.scenarios.browse,
          mood: 'good',
          flow: [
            { request: { method: 'GET', url: '/', speed: 9 }, when: 'now' },
            { think: '1s', deep: true }
          ]
        }
      }
    }
    expect(toDocument(toForm(document))).toEqual(document)
  })

  test('a request that says no method says none unless it gets another than GET', () => {
    const documentOf = (request: object): object => ({
      scenarios: { main: { executor: 'constant-vus', flow: [{ request }] } }
    })
    const form = toForm(documentOf({ url: '/' }))
    expect(toDocument(form)).toMatchObject(documentOf({ url: '/' }))
    expect(JSON.stringify(toDocument(form))).not.toContain('method')
    const [step] = form.scenarios[0]?.flow ?? []
    if (step?.kind === 'request') step.method = 'PUT'
    expect(toDocument(form)).toMatchObject(documentOf({ url: '/', method: 'PUT' }))
  })

  function comesBack(part: Record<string, unknown>): void {
    const document = { ...catalogue, ...part }
    expect(toDocument(toForm(document))).toEqual(document)
  }

  test.each([
    { tls: { ca: 'ca.pem', cert: 'c.pem', key: 'c.key', serverName: 'a.test', sessionResumption: false } },
    { tls: { ca: ['a.pem', 'b.pem'], minVersion: 'TLSv1.3', maxVersion: 'TLSv1.3' } },
    { tls: {} },
    { proxy: { url: 'env', noProxy: ['localhost:8080'] } },
    { proxy: { url: 'env', noProxy: ['a.test, b.test', 'c.test'] } },
    { dns: { ttl: 0 } },
    { connections: { reuse: 'iteration' } },
    { connections: { reuse: true, pool: 7 } },
    { defaults: { cookies: 'keep', auth: { bearer: { token: '${env.TOKEN}' } } } },
    // What no control can show, and what is wrong with a plan, stays as it is.
    { tls: { ca: ['a,b.pem'], insecure: 'yes', sessionResumption: 1, colour: 'red' } },
    {
      tls: 'off',
      proxy: 7,
      dns: [],
      hosts: { a: {} },
      unixSocket: 5,
      localAddresses: 'x',
      connections: null
    },
    { proxy: { url: 'http://p:1', noProxy: 'x', more: true } },
    { defaults: { auth: { basic: { username: 'ada', password: 'x' }, bearer: { token: 'y' } } } },
    { defaults: { auth: { basic: { username: 'ada', realm: 'x' } } } },
    { defaults: { auth: 'everyone' } }
  ])('%j stays in the document', comesBack)

  test('how connections are made stays in the document', () => {
    const document = {
      ...catalogue,
      dns: { ttl: 'inf', select: 'roundRobin', policy: 'any' },
      hosts: { 'shop.test': '127.0.0.1:8080' },
      unixSocket: '/run/app.sock',
      localAddresses: ['127.0.0.0/28'],
      connections: { reuse: false, pool: 5 },
      scenarios: {
        a: {
          ...catalogue.scenarios.admin,
          flow: [{ request: { method: 'GET', url: '/', unixSocket: '/run/other.sock' } }]
        }
      }
    }
    expect(toDocument(toForm(document))).toEqual({ ...document, thresholds: catalogue.thresholds })
  })

  test('the proxy stays in the document, in either form', () => {
    const { thresholds } = catalogue
    const mapping = {
      url: 'https://proxy.test:3128',
      noProxy: ['10.0.0.0/8', '.internal.test'],
      ...{ username: 'ada', password: '${env.PROXY_PASSWORD}' }
    }
    for (const proxy of ['env', mapping]) {
      const document = { ...catalogue, proxy }
      expect(toDocument(toForm(document))).toEqual({ ...document, thresholds })
      expect(parsePlan(toDocument(toForm(document)))).toMatchObject({ valid: true })
    }
  })

  function bodyAfter(body: Record<string, unknown>): unknown {
    const flow = [{ request: { method: 'POST', url: '/', ...body } }]
    const form = toForm({ ...catalogue, scenarios: { browse: { ...catalogue.scenarios.browse, flow } } })
    return Object(toDocument(form)).scenarios.browse.flow[0].request
  }

  test.each([
    { form: { q: 'a', each: ['1', '2'] } },
    { form: {} },
    { multipart: [{ name: 'photo', file: 'sea.jpg', filename: '${vu}.jpg', contentType: 'image/jpeg' }] },
    { multipart: [{ name: 'title', value: '' }] },
    { bodyFile: 'disk.img' },
    // What no row can show, and what is wrong with a plan, stays as it is.
    { form: { a: {} } },
    { form: { '': '' } },
    { form: { a: [] } },
    { form: 'x' },
    { multipart: [{ name: 'x', value: 'a', file: 'y' }] },
    { multipart: { a: { value: 'x', more: 1 } } },
    { body: 'x', form: { a: 'b' }, bodyFile: 'c' }
  ])('the body %j stays in the document', (body) => {
    expect(bodyAfter(body)).toEqual({ method: 'POST', url: '/', ...body })
  })

  test('a mapping of parts stays one as long as its names allow', () => {
    const multipart = { '${a}': { value: '5' }, data: { file: 'data.csv' } }
    expect(bodyAfter({ multipart })).toEqual({ method: 'POST', url: '/', multipart })
    const flow = [{ request: { method: 'POST', url: '/', multipart } }]
    const form = toForm({ ...catalogue, scenarios: { browse: { ...catalogue.scenarios.browse, flow } } })
    firstRequest(form).parts.push({ ...newPart({ name: 'data', content: 'again' }) })
    expect(Object(toDocument(form)).scenarios.browse.flow[0].request.multipart).toEqual([
      { name: '$${a}', value: '5' },
      { name: 'data', file: 'data.csv' },
      { name: 'data', value: 'again' }
    ])
  })

  test('how requests authenticate stays in the document', () => {
    const digest = { digest: { username: 'ada', password: '${env.PASSWORD}' } }
    const flow = [{ request: { method: 'GET', url: '/', auth: 'none' } }]
    const document = {
      version: 1,
      target: 'http://127.0.0.1:8080',
      scenarios: { browse: { ...catalogue.scenarios.browse, flow } },
      defaults: { timeout: '1s', auth: digest }
    }
    expect(toDocument(toForm(document))).toEqual(document)
    expect(parsePlan(toDocument(toForm(document)))).toMatchObject({ valid: true })
  })

  test('keeps the first start of a plan that was saved from a run', () => {
    const stages = [
      { duration: '0s', target: 12.5 },
      { duration: '5s', target: 12.5 }
    ]
    const open = {
      executor: 'ramping-arrival-rate',
      startRate: 10,
      firstAtOnce: true,
      stages,
      preAllocatedVUs: 5
    }
    const document = {
      version: 1,
      target: 'http://a',
      scenarios: { open: { ...open, flow: [{ request: { url: '/' } }] } }
    }
    expect(toDocument(toForm(document))).toMatchObject({ scenarios: { open } })
    expect(parsePlan(toDocument(toForm(document)))).toMatchObject({
      plan: { scenarios: [{ executor: { firstAtOnce: true } }] }
    })
  })

  test.each([null, undefined, 7, 'text', [], {}, { scenarios: [1], thresholds: 'x', variables: null }])(
    'makes a form of %j without throwing',
    (document) => {
      expect(toForm(document).name).toBe('')
    }
  )

  test.each([0.5, 1e-9, 1.5e-25, 1e21, 5e-324])('%d is the same number, duration and text', (value) => {
    const stages = [{ duration: value, target: 5 }]
    const document = {
      version: 1,
      target: 'http://a',
      variables: { v: value },
      scenarios: {
        s: {
          executor: 'ramping-arrival-rate',
          startRate: Math.min(value, 7),
          preAllocatedVUs: 1,
          stages,
          flow: [{ request: { url: '/' } }, { think: value }]
        }
      }
    }
    const parsing = parsePlan(document)
    expect(parsePlan(toDocument(toForm(document)))).toEqual(parsing)
    expect(parsing.valid).toBe(true)
  })

  test('text that is no number stays as it was typed, for the validation to name', () => {
    const form = newPlanForm()
    form.scenarios[0]!.options.vus = '1o'
    expect(toDocument(form)).toMatchObject({ scenarios: { main: { vus: '1o' } } })
  })

  test('what is empty is left out', () => {
    const form = newPlanForm()
    form.scenarios[0]!.options.duration = ' '
    form.thresholds = []
    const document = toDocument(form)
    expect(Object.keys(document)).toEqual(['version', 'scenarios'])
    expect(document).toEqual({
      version: 1,
      scenarios: {
        main: { executor: 'constant-vus', vus: 10, flow: [{ request: { method: 'GET', url: '/' } }] }
      }
    })
  })

  test('only the options of the chosen executor are written; those of the others are kept in the form', () => {
    const form = newPlanForm()
    const scenario = newScenario('main', 'constant-arrival-rate')
    scenario.options.rate = '7'
    form.scenarios = [scenario]
    scenario.executor = 'per-vu-iterations'
    expect(Object.keys(scenarioOf(form))).toEqual(['executor', 'vus', 'iterations', 'flow'])
    scenario.executor = 'constant-arrival-rate'
    expect(scenarioOf(form)).toMatchObject({ rate: 7, duration: '30s', preAllocatedVUs: 50 })
  })

  test('JSON that is none is sent nowhere but stays in sight of the validation', () => {
    const form = toForm(catalogue)
    const step = firstRequest(form)
    step.bodyKind = 'json'
    step.body = '{"a": '
    expect(toDocument(form)).toMatchObject({
      scenarios: { browse: { flow: [{ request: { json: '{"a": ' } }, {}, {}] } }
    })
  })

  test.each([
    ['5', 5],
    ['true', true],
    ['null', null],
    ['"5"', '5'],
    ['ada', 'ada'],
    ['{}', '{}']
  ])('equals %j compares with %j', (text, value) => {
    const form = toForm(catalogue)
    const check = {
      id: '1',
      kind: 'jsonpath',
      subject: '$.a',
      jsonTest: 'equals',
      name: '',
      rest: {}
    } as const
    firstRequest(form).checks = [{ ...check, value: text }]
    const document = toDocument(form)
    expect(document).toMatchObject({
      scenarios: { browse: { flow: [{ checks: [{ jsonpath: '$.a', equals: value }] }, {}, {}] } }
    })
    expect(firstRequest(toForm(document)).checks[0]?.value).toBe(text)
  })

  function scenarioOf(form: Parameters<typeof toDocument>[0]): object {
    const { scenarios } = toDocument(form)
    return Object.values(Object(scenarios))[0] as object
  }
})
