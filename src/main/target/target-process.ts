import { startPracticeTarget, type RunningPracticeTarget } from './practice-target.ts'
import { PRACTICE_PORT } from './practice-address.ts'

/**
 * Entry of the practice target's own process: a target in the generator's process would share its event loop and
 * spoil what is measured. It ends with its parent.
 */
startAtUsualPort().then(
  ({ url }) => process.send?.({ url }),
  (error: unknown) => process.send?.({ error: error instanceof Error ? error.message : String(error) })
)
process.on('disconnect', () => process.exit(0))
// Ctrl-C in a terminal reaches the whole group; the parent decides when its target ends.
process.on('SIGINT', () => {})

/** At its usual port if that is free, so that a plan against it is right the next day, else at any. */
async function startAtUsualPort(): Promise<RunningPracticeTarget> {
  try {
    return await startPracticeTarget({ port: PRACTICE_PORT })
  } catch {
    return await startPracticeTarget()
  }
}
