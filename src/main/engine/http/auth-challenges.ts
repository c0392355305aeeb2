/** One way to authenticate that a response offers (RFC 9110, section 11.6.1). */
export interface AuthChallenge {
  /** In lower case. */
  readonly scheme: string
  /** Names in lower case, values without their quotes. */
  readonly parameters: ReadonlyMap<string, string>
}

const WORD = /[\s,]*([!#$%&'*+\-.^_`|~0-9A-Za-z]+)/y
const VALUE = /[ \t]*=[ \t]*(?:"((?:[^"\\]|\\[^])*)"|([^\s,"]+))/y
/** What some schemes have in place of parameters. */
const TOKEN68 = /[ \t]+[A-Za-z0-9\-._~+/]+=*(?=[ \t]*(?:,|$))/y

/** Reads a WWW-Authenticate header, which may hold several challenges; ends at what follows no grammar. */
export function readAuthChallenges(text: string): AuthChallenge[] {
  const challenges: { scheme: string; parameters: Map<string, string> }[] = []
  let at = 0
  const next = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const match = pattern.exec(text)
    if (match !== null) at = pattern.lastIndex
    return match
  }
  for (let word = next(WORD); word !== null; word = next(WORD)) {
    const name = (word[1] ?? '').toLowerCase()
    const value = next(VALUE)
    if (value === null) {
      challenges.push({ scheme: name, parameters: new Map() })
      next(TOKEN68)
      continue
    }
    const quoted = value[1]?.replace(/\\([^])/g, '$1')
    challenges.at(-1)?.parameters.set(name, quoted ?? value[2] ?? '')
  }
  return challenges
}
