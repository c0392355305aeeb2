import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { findPlanFiles, validatePlanDocument, validatePlanFile } from '../../../src/main/plan/index.ts'
import type { PlanFile } from '../../../src/shared/plan/index.ts'
import type { Plan } from '../../../src/shared/plan/plan.ts'
import { makeTestCertificates } from '../../support/test-certificates.ts'

const folder = mkdtempSync(join(tmpdir(), 'loadgale-files-'))
afterAll(() => rmSync(folder, { recursive: true }))
writeFileSync(join(folder, 'huge.pem'), 'x'.repeat(1024 * 1024 + 1))
mkdirSync(join(folder, 'keys'))

const certificates = makeTestCertificates()
const { client } = certificates
const contents = {
  'ca.pem': certificates.ca,
  'bundle.pem': `${certificates.selfSigned.cert}\n# the next one\n${certificates.ca}`,
  'client.pem': client.cert,
  'both.pem': client.key + client.cert,
  'keys/client.key': client.key,
  'encrypted.key': client.encryptedKey,
  'other.key': certificates.valid.key,
  'words.pem': 'no certificate',
  'half.pem': `${certificates.ca}${client.cert.replace(/\n[^\n]+\n[^\n]+\n/, '\n')}`,
  'half.key': client.key.replace(/\n[^\n]+\n[^\n]+\n/, '\n')
}
for (const [name, text] of Object.entries(contents)) writeFileSync(join(folder, name), text)

const scenarios = {
  a: { executor: 'constant-vus', duration: '1s', flow: [{ request: { url: 'https://127.0.0.1/' } }] }
}

function planWith(tls: Record<string, unknown>): Plan {
  const parsed = validatePlanDocument({ version: 1, scenarios, tls })
  if (!parsed.valid) throw new Error(parsed.problems.map(({ message }) => message).join())
  return parsed.plan
}

function found(name: keyof typeof contents): PlanFile {
  return { path: join(folder, name), bytes: contents[name].length, text: contents[name] }
}

async function problemsWith(
  tls: Record<string, unknown>,
  env: Record<string, string> = {}
): Promise<string[]> {
  const { problems } = await findPlanFiles(planWith(tls), { folder, env })
  return problems.map(({ path, message }) => `${path} | ${message}`)
}

describe('findPlanFiles', () => {
  it('reads what the plan names, relative to the folder or absolute', async () => {
    const absolute = join(folder, 'keys', 'client.key')
    const plan = planWith({ ca: ['ca.pem', './ca.pem'], cert: 'keys/../client.pem', key: absolute })
    const { files, problems } = await findPlanFiles(plan, { folder, env: {} })
    expect(problems).toEqual([])
    expect(files).toEqual({
      'ca.pem': found('ca.pem'),
      './ca.pem': found('ca.pem'),
      'keys/../client.pem': found('client.pem'),
      [absolute]: found('keys/client.key')
    })
  })

  it('takes parts of a path from the environment, and leaves one without a value to its own message', async () => {
    const plan = planWith({ ca: ['${env.FOLDER}/ca.pem', '${env.MISSING}/ca.pem'] })
    const { files, problems } = await findPlanFiles(plan, { folder: '/', env: { FOLDER: folder } })
    expect(problems).toEqual([])
    expect(Object.keys(files)).toEqual(['${env.FOLDER}/ca.pem'])
    expect(files['${env.FOLDER}/ca.pem']?.text).toBe(certificates.ca)
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

describe('certificates and keys', () => {
  it.each<[what: string, tls: Record<string, unknown>]>([
    ['an authority', { ca: 'ca.pem' }],
    ['several in one file', { ca: 'bundle.pem' }],
    ['a certificate and its key', { cert: 'client.pem', key: 'keys/client.key' }],
    ['both in one file, the key before the certificate', { cert: 'both.pem' }],
    ['an encrypted key', { cert: 'client.pem', key: 'encrypted.key', passphrase: '${env.PASSPHRASE}' }]
  ])('that are right give no problem: %s', async (_what, tls) => {
    expect(await problemsWith(tls, { PASSPHRASE: client.passphrase })).toEqual([])
  })

  it.each<[problem: string, tls: Record<string, unknown>]>([
    ['tls.ca | Found no certificate in FOLDER/words.pem, expected one in PEM.', { ca: 'words.pem' }],
    [
      'tls.ca[1] | Found no certificate in FOLDER/other.key, expected one in PEM.',
      { ca: ['ca.pem', 'other.key'] }
    ],
    [
      'tls.ca | Found a certificate that cannot be read in FOLDER/half.pem, number 2 of the file.',
      { ca: 'half.pem' }
    ],
    ['tls.cert | Found no private key in FOLDER/client.pem, expected one in PEM.', { cert: 'client.pem' }],
    [
      'tls.key | Found a private key in FOLDER/half.key that cannot be read.',
      { cert: 'client.pem', key: 'half.key' }
    ],
    [
      'tls.key | Found an encrypted key in FOLDER/encrypted.key, expected a passphrase beside it.',
      { cert: 'client.pem', key: 'encrypted.key' }
    ],
    [
      'tls.key | Found a key in FOLDER/encrypted.key that the passphrase does not open.',
      { cert: 'client.pem', key: 'encrypted.key', passphrase: '${env.WRONG}' }
    ],
    [
      'tls.key | Found a key in FOLDER/other.key that does not belong to the certificate in FOLDER/client.pem.',
      { cert: 'client.pem', key: 'other.key' }
    ]
  ])('%s', async (problem, tls) => {
    expect(await problemsWith(tls, { WRONG: 'wrong' })).toEqual([problem.replaceAll('FOLDER', folder)])
  })

  it('whose passphrase has no value are left to the message about that', async () => {
    const tls = { cert: 'client.pem', key: 'encrypted.key', passphrase: '${env.MISSING}' }
    expect(await problemsWith(tls)).toEqual([])
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

describe('the files of bodies', () => {
  const flow = [
    { request: { name: 'a', url: 'http://127.0.0.1/', bodyFile: '${dir}/huge.pem' } },
    {
      request: {
        name: 'b',
        url: 'http://127.0.0.1/',
        multipart: { x: { file: 'keys' }, y: { file: 'none' } }
      }
    },
    { request: { name: 'c', url: 'http://127.0.0.1/', multipart: [{ name: 'x', file: '${env.GONE}' }] } }
  ]
  const document = {
    ...{ version: 1, variables: { dir: '${env.DIR}' } },
    scenarios: { a: { executor: 'constant-vus', duration: '1s', flow } }
  }

  it('are looked up by name and size and not read, and each that cannot be sent is one problem at its place', async () => {
    const parsed = validatePlanDocument(document)
    if (!parsed.valid) throw new Error(JSON.stringify(parsed.problems))
    const { files, problems } = await findPlanFiles(parsed.plan, { folder, env: { DIR: '.' } })
    expect(files).toEqual({
      '${env.DIR}/huge.pem': { path: join(folder, 'huge.pem'), bytes: 1024 * 1024 + 1, text: null }
    })
    const place = 'scenarios.a.flow[1].request.multipart'
    expect(problems.map(({ path, message }) => `${path} | ${message}`)).toEqual([
      `${place}.x.file | Found a folder at ${join(folder, 'keys')}, expected a file to send.`,
      `${place}.y.file | Found no file at ${join(folder, 'none')}, expected a file to send.`
    ])
  })

  it('have the line of the plan that names them', async () => {
    const file = join(folder, 'upload.yaml')
    const request = "      - request: { url: 'http://127.0.0.1/', bodyFile: none.bin }"
    const lines = [
      'version: 1',
      'scenarios:',
      '  a:',
      '    executor: constant-vus',
      '    duration: 1s',
      '    flow:',
      request
    ]
    writeFileSync(file, lines.join('\n'))
    expect(await validatePlanFile(file, {})).toMatchObject({
      valid: false,
      problems: [{ path: 'scenarios.a.flow[0].request.bodyFile', line: 7 }]
    })
  })
})
