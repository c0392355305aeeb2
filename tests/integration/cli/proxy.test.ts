import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import type { RunSummary } from '../../../src/shared/metrics/summary.ts'
import { memoryIo } from '../../support/memory-io.ts'
import {
  ScriptedServer,
  type ScriptedServerOptions,
  type ServerRequest
} from '../../support/scripted-server.ts'
import { makeTestCertificates } from '../../support/test-certificates.ts'
import { TestProxy, type TestProxyOptions } from '../../support/test-proxy.ts'
import { useCliFixture, type CliResult } from './cli-fixture.ts'

const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
const PASSWORD = 'open:sesame 42'
const CREDENTIALS = `ada:${PASSWORD}`
const cli = useCliFixture()
const certificates = makeTestCertificates()

async function startService(options: ScriptedServerOptions = {}): Promise<ScriptedServer> {
  const answer = ({ socket }: ServerRequest): boolean => socket.write(ANSWER)
  const server = await ScriptedServer.listen({ onRequest: answer, ...options })
  onTestFinished(() => server.close())
  return server
}

async function startProxy(options: TestProxyOptions = {}): Promise<TestProxy> {
  const proxy = await TestProxy.listen(options)
  onTestFinished(() => proxy.close())
  return proxy
}

function runIn(env: Record<string, string>, ...argv: readonly string[]): Promise<CliResult> {
  return cli.runWith(memoryIo({ env: { LOADGALE_DB: cli.database, ...env } }), argv)
}

function plan(name: string, target: string, rest: Record<string, unknown>): string {
  const flow = [{ request: { name: 'root', url: '/' } }]
  const scenarios = { one: { executor: 'shared-iterations', iterations: 2, flow } }
  return cli.write(name, JSON.stringify({ version: 1, target, scenarios, ...rest }, null, 2))
}

function resultOf({ stdout }: CliResult): Pick<RunSummary, 'totals' | 'errors' | 'statusCodes'> {
  const { totals, errors, statusCodes } = JSON.parse(stdout) as RunSummary
  return { totals, errors, statusCodes }
}

const OK = { totals: { started: 2, completed: 2, httpFailed: 0 }, errors: {} }

/** All that the runs of this file have left behind, and what was printed. */
function leftBehind({ stdout, stderr }: CliResult): string {
  const saved = readdirSync(cli.folder)
    .filter((name) => name.startsWith('history.db'))
    .map((name) => readFileSync(join(cli.folder, name), 'latin1'))
  return [...saved, stdout, stderr].join('\n')
}

function expectNoSecret(result: CliResult): void {
  const text = leftBehind(result)
  expect(text).toContain('${env.')
  const forms = [PASSWORD, encodeURIComponent(PASSWORD), Buffer.from(CREDENTIALS).toString('base64')]
  expect(forms.filter((form) => text.includes(form))).toEqual([])
}

const rest = ['-n', '2', '-c', '1', '--json', '-']

describe('a proxy of the command line', () => {
  it('stands in place of that of the plan, and its password is saved nowhere', async () => {
    const server = await startService({ tls: certificates.valid })
    const proxy = await startProxy({ credentials: CREDENTIALS })
    const own = { url: 'http://127.0.0.1:1', username: 'bob', password: '${env.NOT_SET}', noProxy: ['*'] }
    const file = plan('own.json', server.url().origin, { proxy: own })
    const url = proxy.url().replace('//', `//ada:${encodeURIComponent(PASSWORD)}@`)
    const result = await cli.run('run', file, '-k', '-x', url, '--noproxy', 'a.test', '--json', '-')
    expect(resultOf(result)).toMatchObject(OK)
    expect(server.requests).toHaveLength(2)
    expect(proxy.asked).toEqual([`CONNECT 127.0.0.1:${server.port}`])
    expectNoSecret(result)
  })

  it.each([
    ['socks5://proxy:1080', 'Expected a proxy URL such as "http://proxy.example.com:3128", or env.'],
    ['http://:secret@proxy', 'Expected a user name before the password.']
  ])('as %s is refused', async (url, message) => {
    const { code, stderr } = await cli.run('quick', '-x', url, 'http://127.0.0.1:1')
    expect(code).not.toBe(0)
    expect(stderr).toContain(message)
  })

  it('is refused beside a Unix socket', async () => {
    const { code, stderr } = await cli.run(
      'quick',
      '-x',
      'proxy:1',
      '--unix-socket',
      '/run/a.sock',
      'http://h'
    )
    expect(code).toBe(104)
    expect(stderr).toContain('--unix-socket Found unixSocket beside proxy, expected one of them')
  })
})

describe('the proxy variables of the environment', () => {
  it('count for nothing where neither the plan nor -x asks for them', async () => {
    const server = await startService()
    const nowhere = 'http://127.0.0.1:1'
    const env = { HTTP_PROXY: nowhere, http_proxy: nowhere, ALL_PROXY: nowhere }
    expect(resultOf(await runIn(env, 'quick', server.url().href, ...rest))).toMatchObject(OK)
  })

  it('choose the way of each request and of each redirect anew where the plan asks for them', async () => {
    const server = await startService({
      onRequest: ({ socket, text }) =>
        socket.write(
          text.startsWith('GET / ')
            ? `HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: http://localhost:${server.port}/there\r\n\r\n`
            : ANSWER
        )
    })
    const proxy = await startProxy({ credentials: CREDENTIALS })
    const url = proxy.url().replace('//', `//ada:${encodeURIComponent(PASSWORD)}@`)
    const file = plan('env.json', server.url().origin, { proxy: 'env', variables: { kept: '${env.KEPT}' } })
    const env = { ALL_PROXY: url, NO_PROXY: 'a.test, localhost', KEPT: '1' }
    const result = await runIn(env, 'run', file, '--json', '-')
    expect(resultOf(result)).toMatchObject({ statusCodes: { 200: 2, 302: 2 }, errors: {} })
    expect(proxy.asked).toEqual(Array(2).fill(`GET http://127.0.0.1:${server.port}/`))
    const straight = server.requests.filter((text) => text.startsWith('GET /there ') && !/^via:/im.test(text))
    expect(straight).toHaveLength(2)
    expectNoSecret(result)
  })

  it('of no use are told before the run, without their value', async () => {
    const { code, stderr } = await runIn(
      { http_proxy: 'socks5://a:s3cret@b' },
      'quick',
      '-x',
      'env',
      'http://h'
    )
    expect(code).toBe(104)
    expect(stderr).toContain('The environment variable http_proxy has no value of use, expected a proxy URL')
    expect(stderr).not.toContain('s3cret')
  })
})

describe('permission behind a proxy', () => {
  it('is asked for a service that only the proxy knows, and for a public proxy', async () => {
    const server = await startService()
    const proxy = await startProxy()
    const target = server.url('/', 'shop.invalid').href
    const refused = await cli.run('quick', '-x', proxy.url(), target, ...rest)
    expect(refused.code).toBe(255)
    expect(refused.stderr).toContain('shop.invalid is a host that only the proxy knows')
    const far = await cli.run('quick', '-x', 'http://203.0.113.1:3128', server.url().href, ...rest)
    expect(far.stderr).toContain('203.0.113.1')
    expect(far.code).toBe(255)
  })
})
