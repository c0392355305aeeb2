/** The state of a trie in which no word can match any more. */
export const NO_MATCH = 0
/** The state of a trie before the first byte of a word. */
export const WORD_START = 1

/**
 * Recognises a few ASCII words byte by byte, whatever their case. The next state is `next[(state << 8) | byte]`; where a
 * word ends, `wordAt[state]` is its position in the list plus one, elsewhere 0. A state is one small integer, so that a
 * word split over two reads needs no buffer.
 */
export interface WordTrie {
  readonly next: Uint8Array
  readonly wordAt: Uint8Array
}

/** Builds the trie of a list of words with fewer than 254 bytes together. */
export function buildWordTrie(words: readonly string[]): WordTrie {
  const maxStates = 2 + words.reduce((sum, word) => sum + word.length, 0)
  const next = new Uint8Array(maxStates << 8)
  const wordAt = new Uint8Array(maxStates)
  let states = WORD_START + 1
  for (const [index, word] of words.entries()) {
    let state = WORD_START
    for (const letter of word.toLowerCase()) {
      const slot = (state << 8) | letter.charCodeAt(0)
      if (next[slot] === NO_MATCH) {
        next[slot] = states
        next[(state << 8) | letter.toUpperCase().charCodeAt(0)] = states
        states++
      }
      state = next[slot]!
    }
    wordAt[state] = index + 1
  }
  return { next, wordAt }
}
