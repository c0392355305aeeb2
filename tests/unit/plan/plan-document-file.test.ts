import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { openPlanFile, savePlanFile } from '../../../src/main/plan/index.ts'
import { withAbsolutePaths, withRelativePaths } from '../../../src/main/plan/plan-document-paths.ts'
import { parsePlan, planFileReferences } from '../../../src/shared/plan/index.ts'

/** Names a file at every place where a plan can. */
const relativePlan = {
  version: 1,
  target: 'https://127.0.0.1',
  tls: { ca: ['certs/a.pem', 'certs/b.pem'], cert: 'certs/c.pem', key: 'certs/$${c}.key' },
  scenarios: {
    up: {
      executor: 'constant-vus',
      vus: 1,
      duration: '1s',
      flow: [
        { request: { url: '/1', method: 'PUT', bodyFile: 'data/disk.img' } },
        { think: '1s' },
        { request: { url: '/2', method: 'POST', multipart: { title: 'x', photo: { file: 'sea.jpg' } } } },
        { request: { url: '/3', method: 'POST', multipart: [{ name: 'photo', file: 'sea.jpg' }] } }
      ]
    }
  }
}

function filesOf(document: unknown): string[] {
  const parsed = parsePlan(document)
  if (!parsed.valid) throw new Error(parsed.problems.map(({ message }) => message).join('\n'))
  return planFileReferences(parsed.plan).map(({ file }) => file)
}

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loadgale-${plan}-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

describe('the paths of a plan document', () => {
  it('become absolute at every place that names a file, and relative again', () => {
    const absolute = withAbsolutePaths(relativePlan, '/plans/a')
    expect(filesOf(absolute)).toEqual(filesOf(relativePlan).map((file) => `/plans/a/${file}`))
    expect(withRelativePaths(absolute, '/plans/a')).toEqual(relativePlan)
  })

  it('that were absolute, or begin with a reference, stay', () => {
    const tls = { ca: '/etc/ca.pem', cert: '${env.DIR}/c.pem' }
    expect(withAbsolutePaths({ tls }, '/plans')).toEqual({ tls })
  })

  it('stay absolute outside of the folder, and where a reference would come to stand first', () => {
    const tls = { ca: ['/plans-of-others/ca.pem', '/ca.pem'], cert: '/plans/${env.NAME}.pem' }
    expect(withRelativePaths({ tls }, '/plans')).toEqual({ tls })
  })

  it.each([null, 'text', [], { tls: 5, scenarios: [7, { flow: { request: null } }] }])(
    'of %j, which is no plan, are none',
    (document) => expect(withAbsolutePaths(document, '/plans')).toEqual(document)
  )
})

describe('a plan file', () => {
  it.each(['plan.yaml', 'plan.json'])(
    '%s holds what was saved, with paths that move along with it',
    async (name) => {
      const file = join(folder, name)
      const opened = withAbsolutePaths(relativePlan, folder)
      await savePlanFile(file, opened)
      expect(readFileSync(file, 'utf8')).not.toContain(folder)
      expect(await openPlanFile(file)).toEqual(opened)
      expect(readdirSync(folder)).toEqual([name])
    }
  )

  it('may be replaced', async () => {
    const file = join(folder, 'plan.yaml')
    writeFileSync(file, 'version: 1\n')
    await savePlanFile(file, { version: 1, name: 'new' })
    expect(readFileSync(file, 'utf8')).toBe('version: 1\nname: new\n')
  })

  it('keeps its comments, its permissions and a link to it when it is replaced', async () => {
    const file = join(folder, 'plan.yaml')
    const link = join(folder, 'link.yaml')
    writeFileSync(file, '# ours\nversion: 1\ntls: { ca: a.pem } # of staging\n', { mode: 0o640 })
    symlinkSync(file, link)
    await savePlanFile(link, {
      version: 2,
      tls: {
        ca: join(
          folder.replace('${', () => '$${'),
          'a.pem'
        )
      }
    })
    expect(readFileSync(file, 'utf8')).toBe('# ours\nversion: 2\ntls: { ca: a.pem } # of staging\n')
    expect(statSync(file).mode & 0o777).toBe(0o640)
    expect(readdirSync(folder, { withFileTypes: true }).map((entry) => entry.isSymbolicLink())).toEqual([
      true,
      false
    ])
  })

  it('opens with mistakes, which the editor shows at their fields', async () => {
    const file = join(folder, 'plan.yaml')
    writeFileSync(file, 'version: 2\nscenarios: {}\n')
    expect(await openPlanFile(file)).toEqual({ version: 2, scenarios: {} })
  })

  it.each([
    ['a: b: c\n', 'plan.yaml cannot be read as YAML or JSON.', [/^Line 1: .*column 4/]],
    ['- 1\n', 'plan.yaml holds a list; expected a mapping with target and scenarios.', []],
    ['', 'plan.yaml holds nothing; expected a mapping with target and scenarios.', []],
    ['hello', 'plan.yaml holds a string; expected a mapping with target and scenarios.', []]
  ])('that holds %j is refused in one sentence', async (text, message, details) => {
    const file = join(folder, 'plan.yaml')
    writeFileSync(file, text)
    await expect(openPlanFile(file)).rejects.toMatchObject({
      message,
      details: details.map((detail) => expect.stringMatching(detail))
    })
  })

  it('of a size that no plan has is refused before it is read', async () => {
    const file = join(folder, 'disk.img')
    writeFileSync(file, Buffer.alloc(4 * 1024 * 1024 + 1))
    await expect(openPlanFile(file)).rejects.toThrow('expected a plan of at most 4194304 bytes')
  })
})
