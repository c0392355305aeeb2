import { CONTENT_ENCODING_FLAG, SET_COOKIE_FLAG } from './field-value-scanner.ts'

/**
 * Heads that a request wants to look into although it does not want every head, as bits of one number. Which head it
 * is shows only when it has been read, and nearly all are none of these; so nothing is copied before that.
 */
export const REDIRECT_HEADS = 1
/** Those with a Set-Cookie. */
export const COOKIE_HEADS = 2
/** Those with a Content-Encoding. */
export const ENCODED_HEADS = 4

/** Those of responses that ask who sends the request (401). */
export const CHALLENGE_HEADS = 8

/** The statuses that send a client elsewhere (RFC 9110, section 15.4). */
export function isRedirectStatus(status: number): boolean {
  return status === 301 || status === 302 || status === 303 || status === 307 || status === 308
}

/** Whether a final head with this status and these flags of FieldValueScanner is one of the `kept` ones. */
export function headIsKept(kept: number, status: number, flags: number): boolean {
  if ((kept & COOKIE_HEADS) !== 0 && (flags & SET_COOKIE_FLAG) !== 0) return true
  if ((kept & ENCODED_HEADS) !== 0 && (flags & CONTENT_ENCODING_FLAG) !== 0) return true
  if ((kept & CHALLENGE_HEADS) !== 0 && status === 401) return true
  return (kept & REDIRECT_HEADS) !== 0 && isRedirectStatus(status)
}
