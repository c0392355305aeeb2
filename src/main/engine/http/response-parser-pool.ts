import { CaptureBudget } from './capture-budget.ts'
import type { HeadMemo } from './head-memo.ts'
import type { ResponseLimits } from './response-limits.ts'
import { ResponseParser } from './response-parser.ts'

/** Of the bodies over 1 MiB that the connections of a client are keeping at a time. */
const CAPTURE_BUDGET_BYTES = 256 * 1024 * 1024

/**
 * The parsers of one client that read nothing at the moment. A response mostly comes in one read, so a handful of
 * parsers serve any number of connections: half a kilobyte less for each, and what the next read needs is in the cache.
 */
export class ResponseParserPool {
  readonly #limits: Partial<ResponseLimits>
  readonly #memo: HeadMemo
  readonly #budget = new CaptureBudget(CAPTURE_BUDGET_BYTES)
  readonly #idle: ResponseParser[] = []

  constructor(limits: Partial<ResponseLimits>, memo: HeadMemo) {
    this.#limits = limits
    this.#memo = memo
  }

  /** To be told what to read with `begin`. */
  take(): ResponseParser {
    return this.#idle.pop() ?? new ResponseParser(this.#limits, this.#memo, this.#budget)
  }

  /** Nobody refers to the parser any more, nor to what it has captured. */
  giveBack(parser: ResponseParser): void {
    parser.endCapture()
    this.#idle.push(parser)
  }
}
