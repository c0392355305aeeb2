import { atLeast, figure } from '../../bench/bench-row.ts'
import { bodyThatTakes, COSTLY_PATTERN } from '../costly-pattern.ts'
import { measureRun } from '../measured-run.ts'
import { SortedTimes } from '../sorted-times.ts'
import type { Evidence } from './experiment.ts'

const WORK_MS = 0.05
const SECONDS = 3

/**
 * A closed model whose generator cannot follow: 50 us of work with each response, on a server that answers at once. The
 * queue is then in the generator, and its latency is its own; nothing but the watch can tell.
 */
export async function costlyResponses(): Promise<Evidence> {
  const { summary, stamps } = await measureRun({
    answers: { answer: { timing: { kind: 'at-once' }, body: bodyThatTakes(WORK_MS) } },
    scenarios: {
      closed: {
        executor: 'constant-vus',
        vus: 50,
        duration: `${SECONDS}s`,
        flow: [
          {
            request: { name: 'answer', url: '/answer' },
            extract: { found: { regex: COSTLY_PATTERN } }
          }
        ]
      }
    }
  })
  const inServer = new SortedTimes(stamps.departureMs.map((atMs, index) => atMs - stamps.arrivalMs[index]!))
  return {
    always: [],
    undisturbed: [
      atLeast('saturated seconds of 3', summary.generator.saturatedSeconds, '', SECONDS - 1),
      figure('lane busy, mean', summary.generator.laneBusyPercent, '%'),
      figure(
        'service p50, of a generator that cannot follow',
        summary.latency.service.p50 ?? Number.NaN,
        'ms'
      ),
      figure('time in the server, p50', inServer.percentile(50), 'ms')
    ],
    doubted: false
  }
}
