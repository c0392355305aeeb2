import { availableParallelism } from 'node:os'
import { runSummary } from '../support/run-summary.ts'
import { atLeast, figure, type BenchRow } from './bench-row.ts'
import { quickCommand } from './load-clients.ts'
import { withNginx } from './local-nginx.ts'
import { measureProcess, median } from './measured-process.ts'

const ROUNDS = 5
const ROUND_SECONDS = 10
/** Two for the lanes, one for the recorder and the rest, and one at least for the service. */
const CORES_NEEDED = 4
const CLIENT_CORE = 1

interface LaneFigures {
  readonly perSecond: number
  readonly cpuUs: number
}

/**
 * Two lanes against one. Where lanes and service would have to share cores, two lanes would only wait for the service.
 * Both are pinned to one core there: what two lanes reach on it, of what one reaches, is what is left when each pays for
 * the other.
 */
export function runLanesBench(): Promise<BenchRow[]> {
  const core = availableParallelism() < CORES_NEEDED ? CLIENT_CORE : null
  return withNginx(0, [], async ({ url }, folder) => {
    const measure = async (lanes: number): Promise<LaneFigures> => {
      const load = ['-c', '100', '-d', `${ROUND_SECONDS}s`, '--lanes', String(lanes)]
      const { output, cpuSeconds } = await measureProcess(quickCommand(url, folder, load), core)
      const { totals, rates } = runSummary.parse(JSON.parse(output))
      return { perSecond: rates.requestsPerSecond, cpuUs: (cpuSeconds * 1e6) / totals.completed }
    }
    const one: LaneFigures[] = []
    const two: LaneFigures[] = []
    for (let round = 0; round < ROUNDS; round++) {
      one.push(await measure(1))
      two.push(await measure(2))
    }
    const speed = median(two.map(({ perSecond }, round) => perSecond / one[round]!.perSecond))
    return [
      figure('one lane: CPU per request', median(one.map(({ cpuUs }) => cpuUs)), 'us'),
      figure('two lanes: CPU per request', median(two.map(({ cpuUs }) => cpuUs)), 'us'),
      core === null
        ? atLeast('two lanes to one, requests/s', speed, 'x', 1.7)
        : figure('two lanes to one, requests/s, all on one core', speed, 'x')
    ]
  })
}
