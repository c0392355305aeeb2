/** One mistake in a plan document: where it is, what was found, what was expected. */
export interface PlanProblem {
  /** Path in the document, e.g. `scenarios.browse.flow[0].request.timeout`; empty for the whole document. */
  readonly path: string
  /** One sentence that names what was found and what was expected. */
  readonly message: string
  /** 1-based line of a YAML or JSON text; null where the document was not read from text. */
  readonly line: number | null
  /** The option of the command line that is wrong, where it is no text of the plan. */
  readonly option?: string
}
