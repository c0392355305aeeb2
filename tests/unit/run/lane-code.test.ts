import { spawnSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { LANE_CODE_FLAGS } from '../../../src/main/run/lane-code.ts'

describe('the bounds of inlining', () => {
  it('are bounds that this runtime has', () => {
    const { stdout } = spawnSync(process.execPath, ['--v8-options'], { encoding: 'utf8' })
    const known = LANE_CODE_FLAGS.map((flag) => flag.slice(0, flag.indexOf('=')))
    expect(known.filter((name) => !stdout.includes(`${name} (`))).toEqual([])
  })
})
