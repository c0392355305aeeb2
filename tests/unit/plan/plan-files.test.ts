import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { findPlanFiles, validatePlanDocument, validatePlanFile } from '../../../src/main/plan/index.ts'
import type { Plan } from '../../../src/shared/plan/plan.ts'

const folder = mkdtempSync(join(tmpdir(), 'loadgale-files-'))
afterAll(() => rmSync(folder, { recursive: true }))
writeFileSync(join(folder, 'ca.pem'), 'authority')
writeFileSync(join(folder, 'client.pem'), 'client')
writeFileSync(join(folder, 'huge.pem'), 'x'.repeat(1024 * 1024 + 1))
mkdirSync(join(folder, 'keys'))
writeFileSync(join(folder, 'keys', 'client.key'), 'key')

const scenarios = {
  a: { executor: 'constant-vus', duration: '1s', flow: [{ request: { url: 'https://127.0.0.1/' } }] }
}

function planWith(tls: Record<string, unknown>): Plan {
  const parsed = validatePlanDocument({ version: 1, scenarios, tls })
  if (!parsed.valid) throw new Error(parsed.problems.map(({ message }) => message).join())
  return parsed.plan
}

describe('findPlanFiles', () => {
  it('reads what the plan names, relative to the folder or absolute', async () => {
    const absolute = join(folder, 'keys', 'client.key')
    const plan = planWith({ ca: ['ca.pem', './ca.pem'], cert: 'keys/../client.pem', key: absolute })
    const { files, problems } = await findPlanFiles(plan, { folder, env: {} })
    expect(problems).toEqual([])
    expect(files).toEqual({
      'ca.pem': { path: join(folder, 'ca.pem'), bytes: 9, text: 'authority' },
      './ca.pem': { path: join(folder, 'ca.pem'), bytes: 9, text: 'authority' },
      'keys/../client.pem': { path: join(folder, 'client.pem'), bytes: 6, text: 'client' },
      [absolute]: { path: absolute, bytes: 3, text: 'key' }
    })
  })

  it('takes parts of a path from the environment, and leaves one without a value to its own message', async () => {
    const plan = planWith({ ca: ['${env.FOLDER}/ca.pem', '${env.MISSING}/ca.pem'] })
    const { files, problems } = await findPlanFiles(plan, { folder: '/', env: { FOLDER: folder } })
    expect(problems).toEqual([])
    expect(Object.keys(files)).toEqual(['${env.FOLDER}/ca.pem'])
    expect(files['${env.FOLDER}/ca.pem']?.text).toBe('authority')
  })

  it('names every file that cannot be used with its place, its path and what was found', async () => {
    const plan = planWith({ ca: ['gone.pem', 'keys', 'huge.pem'], cert: 'ca.pem/x', key: '/dev/null' })
    const { problems } = await findPlanFiles(plan, { folder, env: {} })
    expect(problems.map(({ path, message }) => `${path} | ${message}`)).toEqual([
      `tls.ca[0] | Found no file at ${folder}/gone.pem, expected certificates in PEM.`,
      `tls.ca[1] | Found a folder at ${folder}/keys, expected certificates in PEM.`,
      `tls.ca[2] | Found 1048577 bytes at ${folder}/huge.pem, expected certificates in PEM of at most 1048576 bytes.`,
      `tls.cert | Found no file at ${folder}/ca.pem/x, expected a certificate in PEM.`,
      'tls.key | Found a device, pipe or socket at /dev/null, expected a private key in PEM.'
    ])
  })
})

describe('validatePlanFile', () => {
  it('gives the problems of files their lines', async () => {
    const file = join(folder, 'plan.yaml')
    writeFileSync(file, JSON.stringify({ version: 1, scenarios, tls: { ca: 'gone.pem' } }, null, 2))
    const lines = JSON.stringify({ version: 1, scenarios, tls: { ca: 'gone.pem' } }, null, 2).split('\n')
    const parsed = await validatePlanFile(file, {})
    expect(parsed).toEqual({
      valid: false,
      problems: [
        {
          path: 'tls.ca',
          message: `Found no file at ${folder}/gone.pem, expected certificates in PEM.`,
          line: 1 + lines.findIndex((line) => line.includes('"ca"'))
        }
      ]
    })
  })
})
