import { hostname } from 'node:os'
import { describe, expect, it } from 'vitest'
import { openStore } from '../../../src/main/store/index.ts'
import type { CalibrationResult } from '../../../src/shared/calibration.ts'
import { memoryIo } from '../../support/memory-io.ts'
import { useCliFixture } from './cli-fixture.ts'

const cli = useCliFixture()
const LONG_MS = 60_000

function result(text: string): CalibrationResult {
  return JSON.parse(text)
}

describe('calibrate', () => {
  it(
    'measures each number of lanes and the punctuality, keeps them, shows them again, and warns by them',
    async () => {
      expect((await cli.run('calibrate', '--show')).stderr).toContain('there is no history')
      const { code, stdout, stderr } = await cli.run(
        'calibrate',
        '--lanes',
        '2',
        '--duration',
        '1s',
        '--json',
        '-'
      )
      expect(code).toBe(0)
      expect(stderr).toMatch(/Measuring throughput with 1 lane.*\n.*with 2 lanes.*\n.*punctuality at 1000\/s/)
      const { throughput, jitter, schema } = result(stdout)
      expect(schema).toBe('loadgale.calibration/1')
      expect(throughput.map(({ lanes }) => lanes)).toEqual([1, 2])
      for (const { requestsPerSecond, ceilingPerSecond, laneBusyPercent } of throughput) {
        expect(requestsPerSecond).toBeGreaterThan(100)
        expect(ceilingPerSecond).toBeGreaterThanOrEqual(requestsPerSecond)
        expect(laneBusyPercent).toBeGreaterThan(0)
      }
      expect(jitter.startLagP99Ms).toBeGreaterThanOrEqual(jitter.startLagP50Ms!)
      expect(jitter.timerP99Ms).toBeGreaterThanOrEqual(jitter.timerP50Ms)

      const shown = await cli.run('calibrate', '--show')
      expect(shown.stdout).toContain(`${hostname()}  calibrated `)
      expect(result((await cli.run('calibrate', '--show', '--json', '-', '--quiet')).stdout)).toEqual(
        result(stdout)
      )

      const tooMuch = Math.ceil(2 * throughput[0]!.ceilingPerSecond)
      const plan = cli.write(
        'plan.json',
        JSON.stringify({
          ...{ version: 1, target: cli.url },
          scenarios: {
            a: {
              ...{ executor: 'constant-arrival-rate', rate: tooMuch, duration: '1ms', preAllocatedVUs: 1 },
              ...{ maxVUs: 5, flow: [{ request: { url: '/fast' } }] }
            }
          }
        })
      )
      const warned = await cli.run('run', plan)
      expect(warned.stderr).toContain('warning: The plan asks for ')
      expect(warned.code).toBe(0)
      expect((await cli.run('run', plan, '--quiet')).stderr).toBe('')
    },
    LONG_MS
  )

  it('ends with 105 and keeps nothing when it is stopped', async () => {
    const file = cli.path('stopped.db')
    const io = memoryIo()
    const written = io.stdout.write.bind(io.stdout)
    io.stdout.write = (text) => {
      if (text.startsWith('Measuring')) io.signal()
      return written(text)
    }
    const { code } = await cli.runWith(io, ['calibrate', '--duration', '1s', '--db', file])
    expect(code).toBe(105)
    const store = openStore(file)
    expect(store.calibrations.newest(hostname())).toBeNull()
    store.close()
  })
})
