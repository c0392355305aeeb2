import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished } from 'vitest'
import {
  RunController,
  type RunEnd,
  type RunHandle,
  type ThreadFactory
} from '../../../src/main/run/index.ts'
import { openStore, type Store } from '../../../src/main/store/index.ts'
import type { RunSummary } from '../../../src/shared/metrics/summary.ts'
import type { PlanFiles } from '../../../src/shared/plan/index.ts'
import { sourceThreads } from '../../support/source-threads.ts'
import { planOf } from './plan-document.ts'

/** A folder that goes with the test. */
export function temporaryDatabase(): string {
  const folder = mkdtempSync(join(tmpdir(), 'loadgale-run-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return join(folder, 'history.db')
}

/** To be made where it is missing, unless it is only read. */
export function openHistory(file: string, readonly = true): Store {
  const store = openStore(file, { readonly })
  onTestFinished(() => store.close())
  return store
}

export interface StartOptions {
  readonly lanes?: number
  readonly databaseFile?: string | null
  readonly threads?: ThreadFactory
  readonly env?: Record<string, string>
  readonly files?: PlanFiles
}

/** Starts a run; one that the test leaves behind is cut off. */
export async function startRun(document: unknown, options: StartOptions = {}): Promise<RunHandle> {
  const { lanes = 1, databaseFile = null, threads = sourceThreads, env = {}, files = {} } = options
  const handle = await new RunController(threads).start({
    ...{ plan: planOf(document), document, env, files, lanes, databaseFile },
    allowedHosts: []
  })
  onTestFinished(async () => {
    handle.stop('immediate')
    await handle.ended
  })
  return handle
}

export interface SavedRun {
  readonly end: RunEnd
  readonly summary: RunSummary
  readonly store: Store
}

/** Runs a plan to its end, and checks what holds for every run: it is balanced and saved as it was returned. */
export async function runPlan(document: unknown, options: StartOptions = {}): Promise<SavedRun> {
  const databaseFile = temporaryDatabase()
  const handle = await startRun(document, { ...options, databaseFile })
  return savedRun(await handle.ended, databaseFile)
}

export function savedRun(end: RunEnd, databaseFile: string): SavedRun {
  const { summary } = end
  if (summary === null) throw new Error(`the run has no summary: ${end.message}`)
  expect(summary.conservation).toEqual({ balanced: true, problems: [] })
  expect(summary.run.status).toBe(end.status)
  const store = openHistory(databaseFile)
  expect(store.runs.detail(end.runId).summary).toEqual(JSON.parse(JSON.stringify(summary)))
  expect(store.runs.item(end.runId).status).toBe(end.status)
  return { end, summary, store }
}

export interface CountingServer {
  readonly url: string
  /** Requests that arrived whole. */
  count(): number
  /** Milliseconds of this process's clock at which they arrived. */
  readonly arrivals: readonly number[]
}

/** An ordinary HTTP server in this process; without a handler it answers at once with a few bytes. */
export async function countingServer(
  answer: (request: IncomingMessage, response: ServerResponse, number: number) => void = (_, response) =>
    response.end('hello')
): Promise<CountingServer> {
  const arrivals: number[] = []
  const server = createServer((request, response) => {
    arrivals.push(performance.now())
    answer(request, response, arrivals.length)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, count: () => arrivals.length, arrivals }
}
