import { parentPort } from 'node:worker_threads'

/**
 * A lane's or the recorder's thread that comes to grief at a given moment. Arguments: the URL of the real thread's
 * module, the moment (see `ThreadFault`), and how many milliseconds later.
 */
const [module = '', fault = '', delayMs = '0'] = process.argv.slice(2)
const port = parentPort
if (port === null) throw new Error('this is no thread')

/** Keeps the thread for itself, as a step that never yields does. */
function spin(forMs: number): void {
  const endMs = performance.now() + forMs
  while (performance.now() < endMs);
}

function strike(): void {
  switch (fault) {
    case 'throw-while-running':
      throw new Error('a fault of its own')
    case 'hang-while-running':
      return spin(Number.POSITIVE_INFINITY)
    case 'spin-while-running':
      return spin(150)
    default:
      process.exit(3)
  }
}

/** The thread dies instead of saying so. */
function dieInsteadOf(kind: string): void {
  const post = port!.postMessage.bind(port)
  port!.postMessage = (message: { kind: string }) => {
    if (message.kind === kind) process.exit(3)
    post(message)
  }
}

if (fault === 'exit-before-ready') process.exit(3)
if (fault === 'throw-before-ready') throw new Error('a fault of its own')
if (fault === 'exit-instead-of-ended') dieInsteadOf('ended')
if (fault === 'exit-instead-of-created') dieInsteadOf('created')
await import(module)
if (fault === 'exit-after-ready') process.exit(3)
if (fault.endsWith('-while-running')) {
  const onGo = (command: { kind: string }): void => {
    if (command.kind !== 'go') return
    port.off('message', onGo)
    // At once means before the thread hears anything else.
    if (delayMs === '0') strike()
    else setTimeout(strike, Number(delayMs))
  }
  port.on('message', onGo)
}
