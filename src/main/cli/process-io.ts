import type { CliIo, Output } from './cli-io.ts'
import { ExitCode } from './exit-code.ts'
import { terminalKeyboard, type Keyboard } from './keyboard.ts'

const DEFAULT_COLUMNS = 80
const NARROWEST_TERMINAL = 20
/** npx and npm pass a Ctrl-C on that the terminal has delivered already: within this time it is the same one. */
const SAME_SIGNAL_MS = 200
/** After a graceful and an immediate stop: someone wants out, whatever it costs. */
const SIGNALS_TO_GIVE_UP = 3

/** The command line on this process's streams and signals. */
export function processIo(): CliIo {
  return {
    stdout: streamOutput(process.stdout),
    stderr: streamOutput(process.stderr),
    env: process.env,
    keyboard: processKeyboard(),
    onStopSignal
  }
}

function processKeyboard(): Keyboard | null {
  const { stdin, stdout } = process
  if (!stdin.isTTY || !stdout.isTTY) return null
  return terminalKeyboard(
    stdin,
    () => process.emit('SIGINT', 'SIGINT'),
    (listener) => {
      process.once('exit', listener)
      return () => process.off('exit', listener)
    }
  )
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

function onStopSignal(listener: () => void): () => void {
  let signals = 0
  const lastMs = new Map<NodeJS.Signals, number>()
  const receive = (signal: NodeJS.Signals): void => {
    const nowMs = performance.now()
    const isSame = nowMs - (lastMs.get(signal) ?? -Infinity) < SAME_SIGNAL_MS
    lastMs.set(signal, nowMs)
    if (isSame) return
    signals++
    if (signals >= SIGNALS_TO_GIVE_UP) process.exit(ExitCode.stopped)
    listener()
  }
  process.on('SIGINT', receive)
  process.on('SIGTERM', receive)
  return () => {
    process.off('SIGINT', receive)
    process.off('SIGTERM', receive)
  }
}
