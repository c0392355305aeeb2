import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { cruise, type ICruiseResult, type IConfiguration } from 'dependency-cruiser'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

const root = join(import.meta.dirname, '../../..')
const rules = createRequire(import.meta.url)(join(root, '.dependency-cruiser.cjs')) as IConfiguration

/** [file, what it imports, the rule that says no]. Each file stands alone in the tree with the modules it imports. */
const FORBIDDEN: readonly (readonly [file: string, imported: string, rule: string])[] = [
  ['src/shared/a.ts', 'src/main/engine/scheduler/index.ts', 'shared-is-pure'],
  ['src/shared/b.ts', 'node:fs', 'shared-is-pure'],
  ['src/shared/c.ts', 'commander', 'shared-is-pure'],
  ['src/main/engine/d.ts', 'src/main/store/index.ts', 'engine-is-alone'],
  ['src/main/engine/e.ts', 'src/main/run/index.ts', 'engine-is-alone'],
  ['src/main/engine/f.ts', 'node:fs', 'engine-is-alone'],
  ['src/main/engine/g.ts', 'better-sqlite3', 'engine-has-no-heavy-dependency'],
  ['src/main/engine/h.ts', 'electron', 'engine-has-no-heavy-dependency'],
  ['src/main/engine/scheduler/i.ts', 'src/shared/pure.ts', 'scheduler-is-alone'],
  ['src/main/engine/metrics/j.ts', 'src/main/engine/load/index.ts', 'metrics-below-http-load-scenario'],
  ['src/main/engine/load/k.ts', 'src/main/engine/http/index.ts', 'load-knows-no-http'],
  ['src/main/engine/load/l.ts', 'src/main/engine/scenario/index.ts', 'load-knows-no-http'],
  ['src/main/engine/http/m.ts', 'src/main/engine/scenario/index.ts', 'http-below-scenario'],
  ['src/main/engine/http/n.ts', 'src/shared/plan/plan.ts', 'http-below-scenario'],
  ['src/main/engine/http/body-file.ts', 'node:net', 'body-file-reads-files'],
  ['src/main/run/o.ts', 'better-sqlite3', 'store-alone-has-sqlite'],
  ['src/main/run/p.ts', 'electron', 'app-and-ipc-alone-have-electron'],
  ['src/main/store/q.ts', 'electron', 'app-and-ipc-alone-have-electron'],
  ['src/renderer/src/r.ts', 'src/main/run/index.ts', 'renderer-is-isolated'],
  ['src/renderer/src/views/s.ts', 'chart.js', 'charts-alone-have-chartjs'],
  [
    'src/renderer/src/features/run/t.ts',
    'src/renderer/src/features/history/list.ts',
    'features-are-strangers'
  ],
  ['src/renderer/src/features/run/u.ts', 'src/renderer/src/views/view.ts', 'features-are-strangers'],
  ['src/main/engine/scenario/v.ts', 'src/main/engine/http/inside.ts', 'engine-folders-have-a-door'],
  ['src/main/run/w.ts', 'src/main/store/inside.ts', 'main-folders-have-a-door'],
  ['src/main/app/x.ts', './nowhere.ts', 'no-unresolved']
]

const ALLOWED: readonly (readonly [file: string, imported: string])[] = [
  ['src/shared/good-a.ts', 'zod'],
  ['src/main/engine/good-b.ts', 'src/shared/pure.ts'],
  ['src/main/engine/good-c.ts', 'node:net'],
  ['src/main/engine/scenario/good-d.ts', 'src/main/engine/http/index.ts'],
  ['src/main/store/good-e.ts', 'better-sqlite3'],
  ['src/main/app/good-f.ts', 'electron'],
  ['src/main/ipc/good-g.ts', 'src/main/store/index.ts'],
  ['src/renderer/src/charts/good-h.ts', 'chart.js'],
  ['src/renderer/src/views/good-i.ts', 'src/renderer/src/features/history/list.ts'],
  ['src/renderer/src/features/history/good-j.ts', 'src/renderer/src/features/history/list.ts']
]

let folder = ''
let violations: { from: string; to: string; rule: string }[] = []

function write(file: string, text: string): void {
  mkdirSync(dirname(join(folder, file)), { recursive: true })
  writeFileSync(join(folder, file), text)
}

/** A file's import of a module of the tree, written relative as ours are, or of a package. */
function importOf(file: string, imported: string): string {
  if (!imported.startsWith('src/')) return imported
  const up = '../'.repeat(file.split('/').length - 1)
  return `${up}${imported}`
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'loadgale-layers-'))
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  cpSync(join(root, 'tsconfig.base.json'), join(folder, 'tsconfig.base.json'))
  cpSync(join(root, 'package.json'), join(folder, 'package.json'))
  for (const [, imported] of [...FORBIDDEN, ...ALLOWED]) {
    if (imported.startsWith('src/')) write(imported, 'export const value = 1\n')
  }
  for (const [file, imported] of [...FORBIDDEN, ...ALLOWED]) {
    write(file, `import * as imported from '${importOf(file, imported)}'\nexport const own = imported\n`)
  }
  write('src/main/report/one.ts', "import { two } from './two.ts'\nexport const one = () => two\n")
  write('src/main/report/two.ts', "import { one } from './one.ts'\nexport const two = () => one\n")
  const { output } = await cruise(['src'], {
    ...rules.options,
    baseDir: folder,
    validate: true,
    ruleSet: { forbidden: rules.forbidden ?? [] }
  })
  violations = (output as ICruiseResult).summary.violations.map(({ from, to, rule }) => ({
    ...{ from, to, rule: rule.name }
  }))
}, 60_000)

afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('the layer rules', () => {
  it.each(FORBIDDEN)('%s must not import %s: %s', (file, _, rule) => {
    expect(violations.filter(({ from }) => from === file).map((violation) => violation.rule)).toContain(rule)
  })

  it.each(ALLOWED)('%s may import %s', (file) => {
    expect(violations.filter(({ from }) => from === file)).toEqual([])
  })

  it('a cycle fails', () => {
    const cycle = violations.filter(({ rule }) => rule === 'no-circular').map(({ from }) => from)
    expect(cycle).toContain('src/main/report/one.ts')
  })

  it('each has a case here', () => {
    const names = (rules.forbidden ?? []).map(({ name }) => name)
    const tried = [...FORBIDDEN.map(([, , rule]) => rule), 'no-circular']
    expect(names.filter((name) => name === undefined || !tried.includes(name))).toEqual([])
  })
})
