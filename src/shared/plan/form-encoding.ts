/**
 * A text as it stands in an application/x-www-form-urlencoded body (URL standard): a space is "+", all but letters,
 * digits and *-._ is percent-encoded.
 */
export function formEncoded(text: string): string {
  return new URLSearchParams([['', text]]).toString().slice(1)
}
