import { describe, expect, it } from 'vitest'
import { memoryIo } from '../../support/memory-io.ts'
import { useCliFixture } from './cli-fixture.ts'

const cli = useCliFixture()

describe('validate', () => {
  it('answers five mistakes with five messages, each with its line, and code 104', async () => {
    const file = cli.write(
      'wrong.yaml',
      `version: 1
name: Five mistakes
target: not a url
scenarios:
  browse:
    executor: constant-vus
    vus: none
    duration: 30 parsecs
    flow:
      - request: { name: list, url: '/items/\${nowhere}' }
thresholds:
  http_req_response: ['p(99)<']
`
    )
    const { code, stdout, stderr } = await cli.run('validate', file)
    expect([code, stdout]).toEqual([104, ''])
    const lines = stderr.trim().split('\n')
    expect(lines.slice(0, -1).map((line) => line.slice(file.length).split(' ')[0])).toEqual([
      ...[':3', ':7', ':8', ':10', ':12']
    ])
    expect(lines.at(-1)).toBe(`loadgale: ${file} has 5 problems`)
    const run = await cli.run('run', file)
    expect([run.code, run.stdout]).toEqual([104, ''])
    expect(run.stderr.trim().split('\n')).toHaveLength(6)
  })

  it('says that a plan is valid', async () => {
    const file = cli.write(
      'good.yaml',
      `version: 1
target: ${cli.url}
scenarios:
  one: { executor: constant-vus, vus: 1, duration: 1s, flow: [ { request: { url: / } } ] }
`
    )
    expect(await cli.run('validate', file)).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('is valid')
    })
  })

  it('takes a file that is no YAML or that is not there for a wrong plan', async () => {
    expect((await cli.run('validate', cli.write('bad.yaml', 'a: [1'))).code).toBe(104)
    const missing = await cli.run('validate', cli.path('nothing.yaml'))
    expect([missing.code, missing.stderr]).toEqual([104, expect.stringContaining('there is no file')])
    expect(await cli.run('run', cli.folder)).toMatchObject({
      code: 104,
      stderr: `loadgale: ${cli.folder} is a folder, expected a plan file\n`
    })
  })
})

describe('usage', () => {
  it('suggests the command or option that was meant, in one message', async () => {
    const command = await cli.run('histroy')
    expect([command.code, command.stdout]).toEqual([255, ''])
    expect(command.stderr).toBe("loadgale: unknown command 'histroy'\n(Did you mean history?)\n")
    const option = await cli.run('run', 'x', '--vsu', '3')
    expect([option.code, option.stderr]).toEqual([
      255,
      "loadgale: unknown option '--vsu'\n(Did you mean --vus?)\n"
    ])
  })

  it('names the option whose value is wrong', async () => {
    const { code, stderr } = await cli.run('quick', '-d', 'soon', cli.url)
    expect([code, stderr]).toEqual([
      255,
      expect.stringMatching(/^loadgale: option '-d, --duration <time>'.*"30s"/)
    ])
  })

  it('takes a plain number for seconds, whichever command has the option', async () => {
    const file = cli.write(
      'plain.yaml',
      `version: 1
target: ${cli.url}
scenarios:
  one: { executor: constant-vus, vus: 1, duration: 1m, flow: [ { request: { url: /fast } } ] }
`
    )
    for (const argv of [
      ['run', file],
      ['quick', cli.url],
      ['practice', '--rate', '20']
    ]) {
      const { stdout } = await cli.run(...argv, '-d', '0.3', '--json', '-', '--quiet', '--no-save')
      const { durationMs } = JSON.parse(stdout).run
      expect([argv[0], durationMs >= 290]).toEqual([argv[0], true])
    }
  })

  it('names the option that is wrong with the plan, not a line of the plan', async () => {
    const file = cli.write(
      'options.yaml',
      `version: 1
target: ${cli.url}
scenarios:
  one: { executor: constant-vus, vus: 1, duration: 1m, flow: [ { request: { name: home, url: /fast } } ] }
`
    )
    const refused = async (...argv: readonly string[]): Promise<string> => {
      const { code, stderr } = await cli.run(...argv)
      expect(code).toBe(104)
      return stderr
    }
    expect(await refused('run', file, '-i', '5', '-u', '10')).toBe(
      '--vus Found 10 VUs for 5 shared iterations, expected at most one VU for each iteration.\n' +
        'loadgale: the options have 1 problem\n'
    )
    expect(await refused('quick', cli.url, '-m', 'CONNECT')).toContain('--method Found the text "CONNECT"')
    expect(await refused('run', file, '-k', '--target', 'nowhere')).toMatch(/^--target Found .*nowhere/)
    const slo = ['--slo', 'http_req_failed: rate<0.01']
    const search = ['find-capacity', file, '--start', '30', '--max-rate', '20', ...slo, '--step', '20s']
    expect(await refused(...search, '--max-step', '10s')).toBe(
      '--start Found the first rate 30/s above the highest one 20/s, expected one below it.\n' +
        '--max-step Found steps of at most 10 s and at least 20 s, expected the former to be longer.\n' +
        'loadgale: the options have 2 problems\n'
    )
    for (const objective of ['http_req_failed', 'http_reqs{name:hme}: count>1', 'checks: rate>0.9']) {
      expect(await refused('find-capacity', file, '--slo', objective)).toMatch(/^--slo .*\n.* options have 1/)
    }
  })

  it('refuses a practice run that is told how long but not how much', async () => {
    expect(await cli.run('practice', '--duration', '3s')).toMatchObject({
      ...{ code: 104, stdout: '' },
      stderr: 'loadgale: --duration stands without --rate, expected both or neither\n'
    })
  })

  it('helps a newcomer who types nothing, asks, or asks for a command', async () => {
    for (const argv of [[], ['--help'], ['help']]) {
      const { code, stdout } = await cli.run(...argv)
      expect([code, stdout]).toEqual([0, expect.stringContaining('loadgale practice')])
    }
    expect(await cli.run('help', 'quick')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('-c 100')
    })
    expect(await cli.run('--version')).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/)
    })
  })

  it('takes a folder for no history and one file for no two results', async () => {
    expect(await cli.run('history', '--db', cli.folder)).toMatchObject({
      code: 255,
      stderr: `loadgale: the history ${cli.folder} is a folder, expected a file\n`
    })
    const both = await cli.run('quick', cli.url, '-n', '1', '--json', cli.path('x'), '--csv', cli.path('./x'))
    expect([both.code, both.stderr]).toEqual([
      255,
      `loadgale: ${cli.path('x')} is named for two results, expected a file of its own for each\n`
    ])
  })

  it('fails when the standard output cannot be written, as on a full disk', async () => {
    const io = memoryIo({ outputFailure: new Error('ENOSPC: no space left on device, write') })
    expect(await cli.runWith(io, ['schema'])).toMatchObject({
      code: 255,
      stderr: 'loadgale: the standard output cannot be written: ENOSPC: no space left on device, write\n'
    })
  })

  it('prints the schema of plans as JSON', async () => {
    const { code, stdout } = await cli.run('schema')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({ title: 'Loadgale test plan', type: 'object' })
  })
})
