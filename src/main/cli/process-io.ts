import type { CliIo, Output } from './cli-io.ts'
import { ExitCode } from './exit-code.ts'
import { terminalKeyboard, type Keyboard } from './keyboard.ts'
import { SHOW_CURSOR } from './live/redrawn-block.ts'
import { ProcessStops } from './process-stops.ts'

const DEFAULT_COLUMNS = 80
const NARROWEST_TERMINAL = 20

/** The command line on this process's streams and signals. */
export function processIo(): CliIo {
  const stops = new ProcessStops({
    on: (signal, listener) => process.on(signal, listener),
    off: (signal, listener) => process.off(signal, listener),
    nowMs: () => performance.now(),
    giveUp
  })
  return {
    stdout: streamOutput(process.stdout),
    stderr: streamOutput(process.stderr),
    env: process.env,
    keyboard: processKeyboard(() => stops.pressed()),
    onStopSignal: (listener) => stops.listen(listener)
  }
}

/** Nothing is closed any more, but the terminal gets its cursor back. */
function giveUp(): never {
  for (const stream of [process.stdout, process.stderr]) if (stream.isTTY) stream.write(SHOW_CURSOR)
  process.exit(ExitCode.stopped)
}

function processKeyboard(onInterrupt: () => void): Keyboard | null {
  const { stdin, stdout } = process
  if (!stdin.isTTY || !stdout.isTTY) return null
  return terminalKeyboard(stdin, onInterrupt, (listener) => {
    process.once('exit', listener)
    return () => process.off('exit', listener)
  })
}

function streamOutput(stream: NodeJS.WriteStream): Output {
  let isOpen = true
  let failure: Error | null = null
  stream.on('error', (error: NodeJS.ErrnoException) => {
    isOpen = false
    if (error.code !== 'EPIPE') failure ??= error
  })
  return {
    isTty: stream.isTTY,
    get failure() {
      return failure
    },
    get columns() {
      const { columns = DEFAULT_COLUMNS } = stream
      return columns < NARROWEST_TERMINAL ? DEFAULT_COLUMNS : columns
    },
    write: (text) =>
      new Promise((resolve) => {
        if (!isOpen || stream.write(text)) {
          resolve()
          return
        }
        const proceed = (): void => {
          stream.off('drain', proceed)
          stream.off('error', proceed)
          resolve()
        }
        stream.on('drain', proceed)
        stream.on('error', proceed)
      })
  }
}
