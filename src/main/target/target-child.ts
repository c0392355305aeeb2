import { fork } from 'node:child_process'
import { z } from 'zod'
import type { RunningPracticeTarget } from './practice-target.ts'

const reply = z.union([z.object({ url: z.string() }), z.object({ error: z.string() })])

/**
 * Starts the practice target in a process of its own.
 *
 * @param modulePath the file of target-process, which only a build or a test knows
 * @throws Error when the process cannot start or listen
 */
export function startTargetProcess(modulePath: string): Promise<RunningPracticeTarget> {
  return new Promise((resolve, reject) => {
    // Inside Electron the executable is Electron's, which is plain Node with this variable.
    const child = fork(modulePath, [], {
      env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
      stdio: 'ignore'
    })
    const exited = new Promise<void>((done) => child.once('exit', () => done()))
    child.once('error', reject)
    child.once('exit', (code) => reject(new Error(`the practice target ended with code ${code}`)))
    child.once('message', (message) => {
      const answer = reply.parse(message)
      if ('error' in answer) reject(new Error(answer.error))
      else {
        const close = async (): Promise<void> => {
          if (child.connected) child.disconnect()
          await exited
        }
        resolve({ url: answer.url, close })
      }
    })
  })
}
