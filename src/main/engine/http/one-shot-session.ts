import { HttpSession } from './http-session.ts'

/** A virtual user that opens a connection for each request and closes it behind the response, as k6's noConnectionReuse. */
export class OneShotSession extends HttpSession {
  /** The server was asked to close; one that does not is not waited for. */
  override exchangeEnded(): void {
    super.exchangeEnded()
    this.closeIdle()
  }
}
