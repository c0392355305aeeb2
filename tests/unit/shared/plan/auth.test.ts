import { describe, expect, it } from 'vitest'
import { parsePlan, planReferences } from '../../../../src/shared/plan/index.ts'
import type { Plan, RequestStep } from '../../../../src/shared/plan/plan.ts'
import { splitUserInfo } from '../../../../src/shared/plan/url-user-info.ts'
import { closed } from './plan-documents.ts'

const STEP = 'scenarios.a.flow[0]'
const BASIC = { basic: { username: 'ada', password: '${env.PASSWORD}' } }
const ADA = { kind: 'basic', username: 'ada', password: '${env.PASSWORD}' }

function parsed(request: Record<string, unknown>, rest: Record<string, unknown> = {}) {
  const result = parsePlan(closed(rest, [{ request: { url: '/', ...request } }]))
  if (!result.valid) throw new Error(JSON.stringify(result.problems))
  return result
}

function planOf(request: Record<string, unknown>, rest: Record<string, unknown> = {}): Plan {
  return parsed(request, rest).plan
}

function stepOf(plan: Plan): RequestStep {
  const step = plan.scenarios[0]?.flow[0]
  if (step?.kind !== 'request') throw new Error('no request')
  return step
}

describe('who sends a request is settled by', () => {
  it.each([
    ['nobody', {}, {}, null],
    [
      'the request',
      { auth: { digest: { username: 'u', password: '${env.P}' } } },
      { defaults: { auth: BASIC } },
      { kind: 'digest', username: 'u', password: '${env.P}' }
    ],
    ['the defaults', {}, { defaults: { auth: BASIC } }, ADA],
    ['a token', { auth: { bearer: { token: '${env.T}' } } }, {}, { kind: 'bearer', token: '${env.T}' }],
    ['none in the request', { auth: 'none' }, { defaults: { auth: BASIC } }, { kind: 'none' }],
    [
      'its header rather than the defaults',
      { headers: { Authorization: 'x' } },
      { defaults: { auth: BASIC } },
      null
    ],
    ['its URL', { url: 'http://ada:${env.PASSWORD}@h/' }, {}, ADA],
    [
      'its URL rather than the defaults',
      { url: 'http://u@h/' },
      { defaults: { auth: BASIC } },
      { kind: 'basic', username: 'u', password: '' }
    ],
    ['the target', {}, { target: 'http://ada:${env.PASSWORD}@h' }, ADA],
    ['the target, which is none to an absolute URL', { url: 'http://i/' }, { target: 'http://ada:x@h' }, null]
  ])('%s', (_, request, rest, auth) => {
    expect(stepOf(planOf(request, rest)).auth).toEqual(auth)
  })

  it('auth of the request rather than a default header, and none is sent of none', () => {
    const defaults = { headers: { authorization: '${env.OLD}', accept: 'x' } }
    const headers = (auth: unknown) => stepOf(planOf({ auth }, { defaults })).headers
    expect(headers(BASIC)).toEqual([['accept', 'x']])
    expect(headers('none')).toEqual([['accept', 'x']])
    expect(headers(undefined)).toHaveLength(2)
  })
})

describe('a user name in a URL', () => {
  it('is in no name, URL or target of the plan', () => {
    const plan = planOf({ url: 'http://u:p%40w@h/x?a=@' }, { target: 'http://t:q@h:81/base' })
    expect(plan.target).toBe('http://h:81/base')
    expect(stepOf(plan)).toMatchObject({ name: 'http://h/x?a=@', url: 'http://h/x?a=@' })
    expect(stepOf(plan).auth).toEqual({ kind: 'basic', username: 'u', password: 'p@w' })
  })

  it('is what a threshold does not name', () => {
    const thresholds = { 'http_reqs{name:http://h/x}': 'count>1' }
    expect(planOf({ url: 'http://u:p@h/x' }, { thresholds }).thresholds).toHaveLength(1)
  })

  it.each([
    ['http://h/a@b', 'http://h/a@b', null],
    ['/x@y', '/x@y', null],
    ['http://@h/', 'http://h/', null],
    ['http://u@h', 'http://h', { username: 'u', password: '' }],
    ['http://:p@h', 'http://h', { username: '', password: 'p' }],
    ['HTTPS://u:a:b@c@h/', 'HTTPS://h/', { username: 'u', password: 'a:b@c' }],
    ['http://${env.U}:x${p}%20y@h', 'http://h', { username: '${env.U}', password: 'x${p} y' }],
    ['http://u:%24%7Bp%7D@h', 'http://h', { username: 'u', password: '$${p}' }],
    ['http://u:100%@h', 'http://h', { username: 'u', password: '100%' }]
  ])('is read of %s', (url, rest, userInfo) => {
    expect(splitUserInfo(url)).toEqual({ url: rest, userInfo })
  })
})

it('references of auth are looked up', () => {
  const plan = planOf({ auth: { digest: { username: '${env.U}', password: '${secret.P}' } } })
  expect(planReferences(plan)).toEqual({ env: ['U'], secrets: ['P'], optionalEnv: [] })
  const bearer = planOf({ auth: { bearer: { token: '${env.T}' } } })
  expect(planReferences(bearer).env).toEqual(['T'])
})

describe('a secret in clear gets a warning', () => {
  const warned = (request: Record<string, unknown>, rest?: Record<string, unknown>) =>
    parsed(request, rest).warnings.map(({ path, message }) => `${path} | ${message}`)

  it('as a password or a token', () => {
    expect(warned({ auth: { basic: { username: 'ada', password: 'pw' } } })).toEqual([
      'scenarios.a.flow[0].request.auth.basic.password | The password is typed in clear and saved with the plan; expected a reference such as ${env.PASSWORD} or ${secret.PASSWORD}.'
    ])
    expect(warned({}, { defaults: { auth: { bearer: { token: 'abc' } } } })).toEqual([
      'defaults.auth.bearer.token | The token is typed in clear and saved with the plan; expected a reference such as ${env.TOKEN} or ${secret.TOKEN}.'
    ])
  })

  it('as a password in a URL', () => {
    const [warning] = warned({ url: 'http://u:p@h/' })
    expect(warning).toMatch(/^scenarios\.a\.flow\[0\]\.request\.url \| The URL holds a password in clear/)
    expect(warned({}, { target: 'http://u:p@h' })[0]).toMatch(/^target \| The URL holds/)
  })

  it('and a reference none', () => {
    expect(warned({ auth: BASIC }, { defaults: { auth: { bearer: { token: '${env.T}' } } } })).toEqual([])
    expect(warned({ auth: 'none', url: 'http://h/' }, { target: 'http://u:${env.P}@h' })).toEqual([])
  })
})

describe('authentication that cannot be meant says what is wrong, such as', () => {
  it.each([
    [
      'two kinds of authentication',
      closed({}, [{ request: { url: '/', auth: { bearer: { token: 't' }, ...BASIC } } }]),
      `${STEP}.request.auth | Found basic and bearer of basic, bearer, digest, expected exactly one.`
    ],
    [
      'authentication of no kind',
      closed({ defaults: { auth: {} } }),
      'defaults.auth | Found none of basic, bearer, digest, expected exactly one.'
    ],
    [
      'authentication that is a word',
      closed({ defaults: { auth: 'basic' } }),
      'defaults.auth | Found the text "basic", expected none, or a mapping with basic, bearer or digest.'
    ],
    [
      'authentication without a password',
      closed({}, [{ request: { url: '/', auth: { digest: { username: 'ada' } } } }]),
      `${STEP}.request.auth.digest.password | "password" is missing; expected a text.`
    ],
    [
      'an unknown key of authentication',
      closed({}, [{ request: { url: '/', auth: { bearer: { tokn: '${env.TOKEN}' } } } }]),
      `${STEP}.request.auth.bearer.tokn | Unknown key "tokn"; did you mean "token"?`
    ],
    [
      'an unknown variable in authentication',
      closed({ defaults: { auth: { bearer: { token: '${token}' } } } }),
      'defaults.auth.bearer.token | Unknown variable "token"; expected one of vu, iteration, uuid, env.NAME or secret.NAME.'
    ],
    [
      'a colon in the user name of basic authentication',
      closed({}, [{ request: { url: '/', auth: { basic: { username: 'a:b', password: '' } } } }]),
      `${STEP}.request.auth.basic.username | Found a colon in the user name, where basic authentication begins the password; expected none.`
    ],
    [
      'three words on who sends a request',
      closed({}, [{ request: { url: 'http://a@host/', headers: { Authorization: 'x' }, auth: BASIC } }]),
      `${STEP}.request.auth | Found auth and the header authorization and a user name in the url, expected one.`
    ],
    [
      'two words on who sends every request',
      closed({ target: 'http://a:b@host', defaults: { auth: BASIC } }),
      'defaults.auth | Found auth and a user name in the target, expected one.'
    ]
  ])('%s', (_, document, problem) => {
    const result = parsePlan(document)
    const problems = result.valid ? [] : result.problems
    expect(problems.map(({ path, message }) => `${path} | ${message}`)).toEqual([problem])
  })
})
