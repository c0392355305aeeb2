import type { Router } from './router.svelte.ts'

/** A plan document that one page hands to the Test page. */
export interface OfferedPlan {
  readonly document: unknown
  /** What the user is told once it is in the editor. */
  readonly text: string
}

/** What is to be opened on the Test page when it is next shown; the later offer stands for an earlier one. */
export class PlanInbox {
  readonly #router: Router
  #offered: OfferedPlan | null = null

  constructor(router: Router) {
    this.#router = router
  }

  /** Shows the Test page with the plan that a run was started with. */
  editPlanOf(run: { readonly name: string; readonly document: unknown }): void {
    this.#offered = { document: run.document, text: `The plan of the run “${run.name}” is open` }
    this.#router.go({ view: 'test' })
  }

  /** For the Test page: gives it once. */
  take(): OfferedPlan | null {
    const offered = this.#offered
    this.#offered = null
    return offered
  }
}
