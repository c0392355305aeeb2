/** k6's exit codes, as far as they can happen here, and ours below 99. docs/cli.md lists them. */
export const ExitCode = {
  ok: 0,
  /** Only with --strict: nothing is proved of the service, whatever the thresholds say. */
  inconclusive: 90,
  /** Only with compare's --fail-on-regression: a figure is worse than that of the run compared with. */
  regression: 91,
  /** A threshold failed, at the end or by ending the run. */
  thresholdsFailed: 99,
  /** The plan or the options that change it are wrong. */
  invalidPlan: 104,
  /** Stopped from outside; what was measured is saved. */
  stopped: 105,
  /** Not one request of the run could be made from the plan. */
  scriptError: 107,
  /** Anything else: wrong usage, no database, no such run, a fault of Loadgale. */
  failed: 255
} as const

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode]
