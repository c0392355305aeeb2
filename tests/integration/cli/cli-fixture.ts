import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { runCli } from '../../../src/main/cli/run-cli.ts'
import { startPracticeTarget, type RunningPracticeTarget } from '../../../src/main/target/index.ts'
import { memoryIo, type MemoryIo } from '../../support/memory-io.ts'
import { sourceThreads } from '../../support/source-threads.ts'

export interface CliResult {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** A folder with a history of its own, a practice target, and the command line against both. */
export class CliFixture {
  readonly folder = mkdtempSync(join(tmpdir(), 'loadgale-cli-'))
  readonly database = join(this.folder, 'history.db')
  #target: RunningPracticeTarget | null = null

  get url(): string {
    if (this.#target === null) throw new Error('the practice target has not been started')
    return this.#target.url
  }

  async start(): Promise<void> {
    // 0.5 is neither flaky nor slow.
    this.#target = await startPracticeTarget({ random: () => 0.5 })
  }

  async stop(): Promise<void> {
    await this.#target?.close()
    rmSync(this.folder, { recursive: true, force: true })
  }

  path(name: string): string {
    return join(this.folder, name)
  }

  write(name: string, text: string): string {
    const file = this.path(name)
    writeFileSync(file, text)
    return file
  }

  async run(...argv: readonly string[]): Promise<CliResult> {
    return this.runWith(memoryIo({ env: { LOADGALE_DB: this.database } }), argv)
  }

  async runWith(io: MemoryIo, argv: readonly string[]): Promise<CliResult> {
    const code = await runCli(argv, io, {
      threads: sourceThreads,
      startTarget: () => startPracticeTarget({ random: () => 0.5 })
    })
    return { code, stdout: io.stdout.text, stderr: io.stderr.text }
  }
}

export function useCliFixture(): CliFixture {
  const fixture = new CliFixture()
  beforeAll(() => fixture.start())
  afterAll(() => fixture.stop())
  return fixture
}
