/** The load of a run cannot be changed like this; the message is the sentence for the user. */
export class DialError extends Error {
  override readonly name = 'DialError'
}
