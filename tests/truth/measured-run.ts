import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RunController } from '../../src/main/run/index.ts'
import type { RunSummary } from '../../src/shared/metrics/summary.ts'
import { planDocument, planOf } from '../integration/run/plan-document.ts'
import { rehearsedThreads } from '../support/source-threads.ts'
import { TappedRequests, type TappedRequest } from '../support/tapped-requests.ts'
import { announcing, tappedThreads } from '../support/watched-threads.ts'
import { TruthServer } from '../support/truth-server.ts'
import type { AnswerScript, ServerStamps, TruthServerOptions } from '../support/truth-server-protocol.ts'
import { ControlGroup } from './control-group.ts'
import type { SortedTimes } from './sorted-times.ts'
import { readStoredRun, type StoredRun } from './stored-run.ts'

/** What both sides say of one run. */
export interface MeasuredRun extends StoredRun {
  readonly summary: RunSummary
  /** What the server has seen of the run's own requests. */
  readonly stamps: ServerStamps
  /** How much longer than in the server the requests of the control took: what the machine added, in milliseconds. */
  readonly control: SortedTimes
  /** The lane's own records, one by one; empty unless the run was tapped. */
  readonly tapped: readonly TappedRequest[]
}

export interface RunToMeasure {
  readonly answers: Readonly<Record<string, AnswerScript>>
  readonly server?: Omit<TruthServerOptions, 'answers'>
  /** Scenarios of the plan; a flow is one GET of `/answer` unless it says otherwise. */
  readonly scenarios: Record<string, Record<string, unknown>>
  /** How the server answers the control, and how long that goes on; without, there is none. */
  readonly control?: { readonly script: AnswerScript; readonly seconds: number }
  readonly tapped?: boolean
}

/**
 * Runs a plan against the server that stamps every request: the run controller with its real threads, everything
 * recorded and saved, as the command line and the app do it.
 *
 * @throws Error when the run did not come to its end, or when what it counted does not add up
 */
export async function measureRun(options: RunToMeasure): Promise<MeasuredRun> {
  const folder = mkdtempSync(join(tmpdir(), 'loadgale-truth-'))
  const control = new ControlGroup(options.control)
  const server = await TruthServer.start({ ...options.server, answers: control.answersWith(options.answers) })
  try {
    await control.prepare(server.port)
    const tap = new TappedRequests()
    const threads = announcing(options.tapped === true ? tappedThreads(tap) : rehearsedThreads, (startNs) => {
      server.runStarts(startNs)
      control.go(startNs)
    })
    const document = planDocument(server.url, withFlows(options.scenarios))
    const databaseFile = join(folder, 'history.db')
    const handle = await new RunController(threads).start({
      ...{ plan: planOf(document), document, env: {}, files: {}, lanes: 1, databaseFile, allowedHosts: [] }
    })
    const { runId, summary, status, message } = await handle.ended
    if (summary === null || status !== 'finished') throw new Error(`the run has ${status}: ${message}`)
    if (!summary.conservation.balanced) throw new Error(summary.conservation.problems.join('\n'))
    return {
      ...readStoredRun(databaseFile, runId),
      ...(await control.divide(server)),
      ...{ summary, tapped: tap.read() }
    }
  } finally {
    await control.close()
    await server.close()
    rmSync(folder, { recursive: true, force: true })
  }
}

function withFlows(scenarios: RunToMeasure['scenarios']): RunToMeasure['scenarios'] {
  const flow = [{ request: { name: 'answer', url: '/answer' } }]
  return Object.fromEntries(Object.entries(scenarios).map(([name, own]) => [name, { flow, ...own }]))
}
