import { startPracticeTarget } from './practice-target.ts'

/**
 * Entry of the practice target's own process: a target in the generator's process would share its event loop and
 * spoil what is measured. It ends with its parent.
 */
startPracticeTarget().then(
  ({ url }) => process.send?.({ url }),
  (error: unknown) => process.send?.({ error: error instanceof Error ? error.message : String(error) })
)
process.on('disconnect', () => process.exit(0))
// Ctrl-C in a terminal reaches the whole group; the parent decides when its target ends.
process.on('SIGINT', () => {})
