import type { Keyboard } from './keyboard.ts'

/** Where a command writes to. */
export interface Output {
  readonly isTty: boolean
  /** Of the terminal now; it may be resized at any time. */
  readonly columns: number
  /** Why text could not be written; null while all went well, and when its reader has gone. */
  readonly failure: Error | null
  /**
   * Resolves when more may be written. Text for a reader that has gone (`loadgale history | head`) is dropped: that is
   * no error of ours.
   */
  write(text: string): Promise<void>
}

/** The command line's whole surroundings, so that tests run it inside their own process. */
export interface CliIo {
  readonly stdout: Output
  readonly stderr: Output
  readonly env: Readonly<Record<string, string | undefined>>
  /** Null unless both the standard input and output are terminals. */
  readonly keyboard: Keyboard | null
  /** Calls the listener at each Ctrl-C or SIGTERM instead of ending the process. Returns what takes it back. */
  onStopSignal(listener: () => void): () => void
}
