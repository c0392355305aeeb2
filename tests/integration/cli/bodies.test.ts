import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { bodyServer, readMultipart } from '../../support/body-server.ts'
import { DigestGate } from '../../support/digest-server.ts'
import { countingServer } from '../run/run-fixture.ts'
import { useCliFixture } from './cli-fixture.ts'

const cli = useCliFixture()
const ONE = ['-n', '1', '-c', '1', '--quiet']

describe('quick', () => {
  it('sends the parts of -F, literally, with their types and names', async () => {
    const server = await bodyServer()
    const photo = cli.write('sea.jpg', 'no photo')
    const parts = [
      'a=x;y=${env.HOME}',
      'b={"c":1};type=application/json',
      `d=@${photo};filename=e f.png;type=image/png`
    ]
    const { code } = await cli.run('quick', server.url, ...ONE, ...parts.flatMap((part) => ['-F', part]))
    expect(code).toBe(0)
    const [received] = server.received
    expect(received?.method).toBe('POST')
    const read = readMultipart(received?.headers['content-type'] ?? '', received?.body ?? Buffer.alloc(0))
    expect(read.map((part) => ({ ...part, bytes: part.bytes.toString() }))).toEqual([
      { name: 'a', filename: null, type: null, bytes: 'x;y=${env.HOME}' },
      { name: 'b', filename: null, type: 'application/json', bytes: '{"c":1}' },
      { name: 'd', filename: 'e f.png', type: 'image/png', bytes: 'no photo' }
    ])
  })

  it('sends a file with -T or --data-binary, and the password of -u without saving it', async () => {
    const server = await bodyServer()
    const file = cli.write('data.json', '{"a":1}')
    await cli.run('quick', server.url, ...ONE, '-T', file, '-u', 'ada:open:sesame')
    await cli.run('quick', server.url, ...ONE, '--data-binary', `@${file}`)
    await cli.run('quick', server.url, ...ONE, '--data-binary', 'as it is', '-m', 'PATCH')
    expect(
      server.received.map(({ method, headers, body }) => [method, headers['content-type'], body.toString()])
    ).toEqual([
      ['PUT', 'application/json', '{"a":1}'],
      ['POST', 'application/json', '{"a":1}'],
      ['PATCH', undefined, 'as it is']
    ])
    const basic = `Basic ${Buffer.from('ada:open:sesame').toString('base64')}`
    expect(server.received[0]?.headers.authorization).toBe(basic)
    const saved = readFileSync(cli.database, 'latin1')
    expect(saved).toContain('LOADGALE_PASSWORD')
    expect(saved).not.toContain('open:sesame')
  })

  it('answers a digest challenge with the password of the environment', async () => {
    const gate = new DigestGate('from outside')
    const server = await countingServer((request, response) => {
      const challenge = gate.challengeOf(request, Buffer.alloc(0))
      if (challenge !== null) response.writeHead(401, { 'www-authenticate': challenge })
      response.end()
    })
    const { code } = await cli.run(
      'quick',
      server.url,
      ...ONE,
      '-u',
      'ali',
      '--digest',
      '-e',
      'LOADGALE_PASSWORD=from outside'
    )
    expect(code).toBe(0)
    expect(gate.verdicts).toEqual(['asked', 'passed'])
  })

  it('refuses a file that is missing before anything is sent, and two bodies at once', async () => {
    const missing = await cli.run('quick', 'http://127.0.0.1:1/', ...ONE, '-T', join('no', 'such.file'))
    expect(missing.code).toBe(104)
    expect(missing.stderr).toMatch(/^--upload-file Found no file at .*such\.file, expected a file to send/)
    const data = await cli.run('quick', 'http://127.0.0.1:1/', ...ONE, '--data-binary', '@no/such.file')
    expect(data.stderr).toMatch(/^--data-binary Found no file at /)
    const both = await cli.run('quick', 'http://127.0.0.1:1/', ...ONE, '-T', 'a', '-F', 'b=c')
    expect(both.code).not.toBe(0)
    expect(both.stderr).toMatch(/-T, --upload-file.* cannot be used with .*-F, --form/)
  })
})
