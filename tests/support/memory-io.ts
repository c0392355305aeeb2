import type { CliIo, Output } from '../../src/main/cli/cli-io.ts'

interface MemoryOutput extends Output {
  readonly text: string
}

export interface MemoryIo extends CliIo {
  readonly stdout: MemoryOutput
  readonly stderr: MemoryOutput
  /** As Ctrl-C does. */
  signal(): void
}

interface MemoryIoOptions {
  readonly isTty?: boolean
  /** What the standard output answers to each write. */
  readonly outputFailure?: Error
  readonly columns?: number
  readonly env?: Readonly<Record<string, string>>
  readonly keyboard?: CliIo['keyboard']
}

/** The surroundings of a command line in memory. */
export function memoryIo({
  isTty = false,
  columns = 100,
  env = {},
  keyboard = null,
  outputFailure
}: MemoryIoOptions = {}): MemoryIo {
  const listeners = new Set<() => void>()
  return {
    stdout: memoryOutput(isTty, columns, outputFailure),
    stderr: memoryOutput(isTty, columns),
    env,
    keyboard,
    onStopSignal(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    signal() {
      for (const listener of [...listeners]) listener()
    }
  }
}

function memoryOutput(isTty: boolean, columns: number, failure: Error | null = null): MemoryOutput {
  let text = ''
  return {
    isTty,
    columns,
    failure,
    get text() {
      return text
    },
    write(added) {
      text += added
      return Promise.resolve()
    }
  }
}
