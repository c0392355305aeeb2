import { describe, expect, it } from 'vitest'
import { openStore } from '../../../src/main/store/index.ts'
import { ALL_SLOTS, SERIES_FIELDS, seriesFieldIndex } from '../../../src/shared/metrics/series.ts'
import { sampleEnding, sampleRun, sampleSecond, START } from '../store/run-samples.ts'
import { useCliFixture } from './cli-fixture.ts'

const cli = useCliFixture()

/** A saved run in which so many of the 5,000 requests of each name ran into their timeout. */
function save(id: string, timedOut: number, minute: number): void {
  const store = openStore(cli.database)
  const run = sampleRun(id, { startedAt: START.replace('10:00', `10:0${minute}`) })
  store.runs.create(run)
  const second = sampleSecond(0, [0, 1], 5000 - timedOut)
  second.slots.forEach((slot, row) => {
    const at = row * SERIES_FIELDS.length + seriesFieldIndex('timeouts')
    second.values[at] = slot === ALL_SLOTS ? 2 * timedOut : timedOut
  })
  store.seconds.append(id, second, [])
  store.runs.finalise(id, sampleEnding(run, 'finished'))
  store.close()
}

describe('a baseline', () => {
  it('is marked, compared with, and taken back on the command line alone', async () => {
    save('base0000001', 10, 1)
    save('same0000002', 10, 2)
    expect((await cli.run('compare', 'baseline', 'latest')).code).toBe(255)
    expect(await cli.run('baseline', 'base')).toMatchObject({
      ...{ code: 0, stdout: 'base0000001 (Catalogue) is a baseline.\n' }
    })
    expect((await cli.run('compare', 'baseline', 'latest', '--fail-on-regression')).code).toBe(0)

    save('slow0000003', 900, 3)
    const gate = await cli.run('compare', 'baseline', 'latest', '--fail-on-regression')
    expect(gate.code).toBe(91)
    expect(gate.stderr).toMatch(/^loadgale: worse than baseline: .*failed.* of list/)
    expect((await cli.run('compare', 'baseline', 'latest')).code).toBe(0)
    // What got better is no regression.
    expect((await cli.run('compare', 'latest', 'baseline', '--fail-on-regression')).code).toBe(0)

    const cleared = await cli.run('baseline', 'base0000001', '--clear')
    expect(cleared.stdout).toBe('base0000001 (Catalogue) is no baseline any more.\n')
    expect((await cli.run('compare', 'baseline', 'latest')).code).toBe(255)
  })
})
