// `npm test`: everything that must hold, in the order in which a failure is cheapest to find. Every stage runs even
// when an earlier one failed, so that one run tells all; the last line counts the tests.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const reports = mkdtempSync(join(tmpdir(), 'loadgale-test-'))
const shell = process.platform === 'win32'
let passed = 0
let failed = 0
const failedStages = []

async function stage(name, [command, ...args], env = {}) {
  const startedMs = performance.now()
  console.log(`\n== ${name}`)
  const child = spawn(command, args, { stdio: 'inherit', shell, env: { ...process.env, ...env } })
  const [code] = await once(child, 'exit')
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(1)
  console.log(`== ${name}: ${code === 0 ? 'ok' : 'FAILED'}, ${seconds} s`)
  if (code !== 0) failedStages.push(name)
}

function readReport(name, file, count) {
  try {
    const [good, bad] = count(JSON.parse(readFileSync(file, 'utf8')))
    passed += good
    failed += bad
    if (good + bad === 0) throw new Error('no test ran')
  } catch (error) {
    console.error(`${name}: no usable report (${error.message})`)
    if (!failedStages.includes(name)) failedStages.push(name)
  }
}

async function vitest(project) {
  const file = join(reports, `${project}.json`)
  await stage(project, [
    ...['npx', '--no-install', 'vitest', 'run', '--project', project],
    ...['--reporter', 'default', '--reporter', 'json', '--outputFile.json', file]
  ])
  readReport(project, file, (report) => [report.numPassedTests, report.numFailedTests])
}

await stage('build', ['npm', 'run', '-s', 'build', '--', '--logLevel', 'warn'])
// Each of them keeps one core busy, and none measures.
await Promise.all([
  stage('lint', ['npm', 'run', '-s', 'lint']),
  stage('types', ['npm', 'run', '-s', 'check'])
])
for (const project of ['unit', 'renderer', 'conformance', 'integration', 'truth']) await vitest(project)
await stage('e2e', ['node', 'scripts/e2e.mjs'], { LOADGALE_E2E_REPORTS: reports })
const e2eReports = readdirSync(reports).filter((name) => name.startsWith('e2e-'))
if (e2eReports.length === 0 && !failedStages.includes('e2e')) failedStages.push('e2e')
for (const name of e2eReports) {
  readReport('e2e', join(reports, name), ({ stats }) => [stats.expected, stats.unexpected + stats.flaky])
}
rmSync(reports, { recursive: true, force: true })

if (failedStages.length > 0) console.error(`\nFailed: ${failedStages.join(', ')}`)
console.log(`\n${passed} passed, ${Math.max(failed, failedStages.length > 0 ? 1 : 0)} failed`)
process.exit(failedStages.length > 0 ? 1 : 0)
