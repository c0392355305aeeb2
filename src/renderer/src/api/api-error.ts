/** A call that the main process answered with an error. Match on `code`; `message` and `details` are for people. */
export class ApiError extends Error {
  readonly code: string
  readonly details: readonly string[]

  constructor(code: string, message: string, details: readonly string[] = []) {
    super(message)
    this.name = 'ApiError'
    this.code = code
    this.details = details
  }
}
