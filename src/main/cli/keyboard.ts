/** Keys as they are pressed, without waiting for a line. */
export interface Keyboard {
  /** The terminal is in raw mode until the returned function is called, or the process ends. */
  listen(listener: (key: string) => void): () => void
}

/** What of a terminal's input stream is needed. */
export interface KeyStream {
  readonly isRaw: boolean
  setRawMode(isRaw: boolean): unknown
  on(event: 'data', listener: (chunk: Buffer | string) => void): unknown
  off(event: 'data', listener: (chunk: Buffer | string) => void): unknown
  resume(): unknown
  pause(): unknown
}

const CTRL_C = '\u0003'

/**
 * @param onInterrupt called for Ctrl-C, which a terminal in raw mode does not make a signal of
 * @param onExit calls back when the process ends, whatever ends it; returns what takes that back
 */
export function terminalKeyboard(
  stream: KeyStream,
  onInterrupt: () => void,
  onExit: (listener: () => void) => () => void
): Keyboard {
  return {
    listen(listener) {
      const wasRaw = stream.isRaw
      const receive = (chunk: Buffer | string): void => {
        for (const key of keysOf(String(chunk))) {
          if (key === CTRL_C) onInterrupt()
          else listener(key)
        }
      }
      const takeBack = onExit(() => stream.setRawMode(wasRaw))
      stream.setRawMode(true)
      stream.on('data', receive)
      stream.resume()
      return () => {
        takeBack()
        stream.off('data', receive)
        stream.setRawMode(wasRaw)
        stream.pause()
      }
    }
  }
}

/** Characters; arrow and function keys, which come as sequences behind an escape, are left out. */
function keysOf(text: string): string[] {
  return text.startsWith('\u001b') ? [] : [...text]
}
