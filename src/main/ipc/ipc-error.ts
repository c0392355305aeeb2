/** An answer to the renderer that is an error it can tell the user about; `code` is stable. */
export class IpcError extends Error {
  override readonly name = 'IpcError'
  readonly code: string
  readonly details: readonly string[]

  constructor(code: string, message: string, details: readonly string[] = []) {
    super(message)
    this.code = code
    this.details = details
  }
}
