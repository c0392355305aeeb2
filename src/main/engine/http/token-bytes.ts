/** 1 for each byte that may stand in a token, such as a header name or a method (RFC 9110, section 5.6.2). */
export const TOKEN_BYTES: Uint8Array = (() => {
  const table = new Uint8Array(256)
  const tokens = "!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
  for (const token of tokens) table[token.charCodeAt(0)] = 1
  return table
})()
