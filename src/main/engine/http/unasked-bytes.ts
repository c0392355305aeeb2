const CR = 13
const LF = 10

/** Whether `buffer[start..end)` holds more than the empty lines that RFC 9112, section 2.2, lets a recipient skip. */
export function isMoreThanEmptyLines(buffer: Uint8Array, start: number, end: number): boolean {
  for (let at = start; at < end; at++) if (buffer[at] !== CR && buffer[at] !== LF) return true
  return false
}
