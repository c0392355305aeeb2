import type { Worker, WorkerOptions } from 'node:worker_threads'

/** `workerData` of the recovery thread. */
export interface RecoveryThreadData {
  readonly databaseFile: string
}

export interface RecoveryResult {
  /** Runs that are now marked as crashed. */
  readonly recovered: readonly string[]
  /** One line for each run that could not be recovered; it stays as it is. */
  readonly failures: readonly string[]
}

/** Marks the runs of died processes as crashed on a thread of its own. */
export function recoverInBackground(
  createThread: (options: WorkerOptions) => Worker,
  databaseFile: string,
  report: {
    readonly recovered: (runIds: readonly string[]) => void
    readonly failed: (message: string) => void
  }
): void {
  const data: RecoveryThreadData = { databaseFile }
  const thread = createThread({ workerData: data })
  thread.on('message', ({ recovered, failures }: RecoveryResult) => {
    if (recovered.length > 0) report.recovered(recovered)
    for (const failure of failures) report.failed(failure)
  })
  thread.on('error', (error: Error) => report.failed(error.message))
}
