import type { DialEvent } from './dial.ts'

/** What the hand did, in a few words: "load set 3 times, paused once"; "no" for nothing. */
export function dialWords(events: readonly DialEvent[]): string {
  const count = (action: DialEvent['action']): number =>
    events.filter((event) => event.action === action).length
  const parts = [
    ...(count('set') > 0 ? [`load set ${timesText(count('set'))}`] : []),
    ...(count('pause') > 0 ? [`paused ${timesText(count('pause'))}`] : [])
  ]
  return parts.length === 0 ? 'no' : parts.join(', ')
}

function timesText(count: number): string {
  return count === 1 ? 'once' : `${count} times`
}
