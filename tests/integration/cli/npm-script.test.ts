import { execFileSync } from 'node:child_process'
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  realpathSync,
  rmSync,
  utimesSync,
  writeFileSync
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const SCRIPTS = join(import.meta.dirname, '../../../scripts')

/** A repository that is built already, whose command line says where it runs and what it was given. */
const repository = realpathSync(mkdtempSync(join(tmpdir(), 'loadgale-script-')))
const plans = join(repository, 'docs/plans')

beforeAll(() => {
  for (const folder of ['scripts', 'src', 'out/main', 'docs/plans']) {
    mkdirSync(join(repository, folder), { recursive: true })
  }
  for (const file of ['loadgale.mjs', 'build-if-stale.mjs']) {
    copyFileSync(join(SCRIPTS, file), join(repository, 'scripts', file))
  }
  for (const file of ['electron.vite.config.ts', 'svelte.config.js'])
    writeFileSync(join(repository, file), '')
  writeFileSync(join(repository, 'package.json'), '{ "type": "module" }')
  const says = 'console.log(JSON.stringify([process.cwd(), ...process.argv.slice(2)]))'
  writeFileSync(join(repository, 'out/main/cli.js'), says)
  const stamp = join(repository, 'out/.built')
  writeFileSync(stamp, '')
  const soon = new Date(Date.now() + 60_000)
  utimesSync(stamp, soon, soon)
})

afterAll(() => {
  rmSync(repository, { recursive: true })
})

function run(cwd: string, env: Readonly<Record<string, string>>): unknown {
  const script = join(repository, 'scripts/loadgale.mjs')
  const { PATH = '' } = process.env
  const output = execFileSync(process.execPath, [script, 'validate', 'a.yaml'], {
    cwd,
    env: { PATH, ...env }
  })
  return JSON.parse(output.toString())
}

describe('npm run loadgale', () => {
  it('finds files where npm was called, which runs scripts in the root', () => {
    const npm = { npm_lifecycle_event: 'loadgale', INIT_CWD: plans }
    expect(run(repository, npm)).toEqual([plans, 'validate', 'a.yaml'])
  })

  it('finds files in the working folder otherwise, also below the root', () => {
    expect(run(plans, {})).toEqual([plans, 'validate', 'a.yaml'])
    const other = { npm_lifecycle_event: 'test', INIT_CWD: repository }
    expect(run(plans, other)).toEqual([plans, 'validate', 'a.yaml'])
  })
})
