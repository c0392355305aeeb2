/** What the ready queue holds: something that runs once each time it is queued. */
export interface Runnable {
  /** Shown in reports of slow and failed steps. */
  readonly name: string
  run(): void
}
