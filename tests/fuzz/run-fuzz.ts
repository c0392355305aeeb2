import { parseArgs } from 'node:util'
import { fuzzInThread } from './fuzz-in-thread.ts'
import { FUZZ_TARGETS } from './targets/index.ts'

/**
 * `npm run fuzz`: mutates the corpus of each target for a while and exits with 1 when something broke. What broke it is
 * then in the corpus, for `npm test` to replay.
 */
const { values } = parseArgs({
  options: {
    target: { type: 'string', multiple: true },
    minutes: { type: 'string', default: '5' },
    seed: { type: 'string' }
  }
})
const names = FUZZ_TARGETS.map(({ name }) => name)
const wanted = values.target ?? names
const minutes = Number(values.minutes)
const seed = values.seed === undefined ? Date.now() % 2 ** 31 : Number(values.seed)
const unknown = wanted.filter((name) => !names.includes(name))
if (unknown.length > 0 || !(minutes > 0) || !Number.isSafeInteger(seed)) {
  console.error(
    `npm run fuzz -- [--target ${names.join('|')}]... [--minutes N, for all together] [--seed INTEGER]`
  )
  process.exit(2)
}
console.log(`seed ${seed}, ${minutes} min for ${wanted.join(', ')}`)
for (const name of wanted) {
  const report = await fuzzInThread(name, seed, (minutes * 60_000) / wanted.length)
  const { cases, outcomes, elapsedMs, cpuMs, finding } = report
  const cpu = cpuMs === null ? '' : `, ${(cpuMs / 1000).toFixed(0)} s of CPU`
  console.log(
    `${name}: ${cases.toLocaleString('en')} cases in ${(elapsedMs / 1000).toFixed(0)} s${cpu}, ` +
      `${outcomes.toLocaleString('en')} outcomes, ${finding === null ? 'nothing found' : 'BROKEN'}`
  )
  if (finding === null) continue
  console.log(`${finding.message}\nkept as ${finding.file}`)
  process.exitCode = 1
}
