import { describe, expect, it, onTestFinished } from 'vitest'
import type { TlsOptions } from 'node:tls'
import { readFileSync } from 'node:fs'
import type { RunSummary } from '../../../src/shared/metrics/summary.ts'
import { memoryIo } from '../../support/memory-io.ts'
import { ScriptedServer } from '../../support/scripted-server.ts'
import { makeTestCertificates } from '../../support/test-certificates.ts'
import { useCliFixture } from './cli-fixture.ts'

const ANSWER = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok'
const cli = useCliFixture()
const certificates = makeTestCertificates()
const { client } = certificates

async function startServer(tls: TlsOptions = {}): Promise<ScriptedServer> {
  const server = await ScriptedServer.answering(ANSWER, { tls: { ...certificates.valid, ...tls } })
  onTestFinished(() => server.close())
  return server
}

const MUTUAL = { ca: certificates.ca, requestCert: true, rejectUnauthorized: true }

function plan(target: string, tls: Record<string, unknown>): string {
  const flow = [{ request: { name: 'root', url: '/' } }]
  const scenarios = { one: { executor: 'shared-iterations', iterations: 3, flow } }
  return JSON.stringify({ version: 1, target, tls, scenarios }, null, 2)
}

function resultOf(stdout: string): Pick<RunSummary, 'totals' | 'errors'> {
  const { totals, errors } = JSON.parse(stdout) as RunSummary
  return { totals, errors }
}

describe('run', () => {
  it('finds the files beside the plan, takes the passphrase from -e, and saves neither', async () => {
    const server = await startServer(MUTUAL)
    cli.write('ca.pem', certificates.ca)
    cli.write('client.pem', client.cert)
    cli.write('client.key', client.encryptedKey)
    const tls = { ca: 'ca.pem', cert: './client.pem', key: 'client.key', passphrase: '${env.PHRASE}' }
    const file = cli.write('mutual.json', plan(server.url().origin, tls))
    const phrase = ['-e', `PHRASE=${client.passphrase}`]
    const { code, stdout } = await cli.run('run', file, ...phrase, '--json', '-', '--lanes', '1')
    expect(code).toBe(0)
    expect(resultOf(stdout)).toMatchObject({ totals: { started: 3, completed: 3, failed: 0 }, errors: {} })
    const saved = readFileSync(cli.database, 'latin1')
    expect(saved).toContain('client.key')
    for (const secret of [client.passphrase, 'PRIVATE KEY', 'CERTIFICATE--'])
      expect(saved).not.toContain(secret)
  })

  it('refuses a plan whose files are not there with code 104, each with its line', async () => {
    const file = cli.write(
      'missing.json',
      plan('https://127.0.0.1:1', { ca: 'gone.pem', cert: 'gone-too.pem' })
    )
    const { code, stderr } = await cli.run('run', file)
    expect(code).toBe(104)
    expect(stderr).toContain(
      `${file}:5 tls.ca Found no file at ${cli.folder}/gone.pem, expected certificates in PEM.`
    )
    expect(stderr).toContain(`${file}:6 tls.cert Found no file at ${cli.folder}/gone-too.pem`)
    expect((await cli.run('validate', file)).code).toBe(104)
  })

  it('checks certificates unless told not to, warns then, and keeps in the plan that it did not', async () => {
    const server = await startServer()
    const file = cli.write('plain.json', plan(server.url().origin, {}))
    const checked = await cli.run('run', file, '--json', '-')
    expect(resultOf(checked.stdout).errors).toEqual({ tls_certificate_untrusted: 3 })
    const trusting = await cli.run('run', file, '-k', '--json', '-')
    expect(resultOf(trusting.stdout)).toMatchObject({ totals: { completed: 3 }, errors: {} })
    expect(trusting.stderr).toContain('warning: ')
    expect(trusting.stderr).toContain('Certificates are not checked')
  })
})

describe('quick', () => {
  it('takes the options of curl', async () => {
    const server = await startServer(MUTUAL)
    const own = ['--cert', cli.write('c.pem', client.cert), '--key', cli.write('c.key', client.key)]
    const authority = ['--cacert', cli.write('a.pem', certificates.ca)]
    const rest = [server.url().href, '-n', '2', '-c', '1', '--json', '-', '--no-save']
    for (const options of [authority, ['-k']]) {
      const { stdout } = await cli.run('quick', ...own, ...options, ...rest)
      expect(resultOf(stdout)).toMatchObject({ totals: { completed: 2 }, errors: {} })
    }
    const { stdout } = await cli.run('quick', ...own, ...rest)
    expect(resultOf(stdout).errors).toEqual({ tls_certificate_untrusted: 2 })
  })

  it('says which file is missing', async () => {
    const { code, stderr } = await cli.runWith(memoryIo(), [
      'quick',
      '--cacert',
      '/gone.pem',
      'https://127.0.0.1:1'
    ])
    expect(code).toBe(104)
    expect(stderr).toContain('--cacert Found no file at /gone.pem, expected certificates in PEM.')
  })
})
