import type { LimiterVerdict } from '../../../../shared/metrics/limiter.ts'
import { countText, percentText } from '../../../../shared/metrics/limiter-words.ts'
import type { PartFigures } from './part-figures.ts'
import { verdict } from './verdict.ts'

/** Under this share of the plan a rate was not reached. */
const REACHED_SHARE = 0.99
/** The rate follows the users where it keeps this share of what their number grew by. */
const FOLLOWING_SHARE = 0.9
const THINKING_SHARE = 0.5

interface Compared {
  readonly low: PartFigures
  readonly high: PartFigures
  readonly varies: boolean
}

/**
 * What the plan itself sets as the bound of an open model.
 *
 * @param judged every judged second
 */
export function openPlanLimit(
  judged: PartFigures,
  { high, varies }: Compared,
  maxVus: number
): LimiterVerdict {
  const { planned, started, activeVus } = judged.perSecond
  const dropped = planned === 0 ? 0 : judged.perSecond.dropped / planned
  const reached = planned === 0 ? 1 : started / planned
  if (dropped > 1 - REACHED_SHARE) {
    // Little's law: as many users are busy as start while one iteration goes on.
    const needed = started === 0 ? null : Math.ceil((activeVus / started) * planned)
    const need = needed === null ? '' : `; this rate takes about ${countText(needed)}`
    return verdict(
      'plan',
      'dropped',
      dropped * 100,
      `The plan: ${percentText(dropped)} of the iterations were dropped because all ${countText(maxVus)} virtual users (maxVUs) were busy, while no phase of the service grew${need}.`
    )
  }
  if (reached < REACHED_SHARE) {
    const text = `Unclear: ${percentText(reached)} of the planned rate was reached, and no figure says why.`
    return verdict('unclear', 'reachedShare', reached * 100, text)
  }
  const rate = high.perSecond.planned
  return verdict(
    'plan',
    'rate',
    rate,
    `The plan: its rate ${varies ? 'up to' : 'of'} ${countText(rate)}/s was reached and nothing was at its limit; more load needs a higher rate.`
  )
}

/** What the plan sets as the bound of a closed model: think times or the number of users; null where neither. */
export function closedPlanLimit(
  { low, high, varies }: Compared,
  hasThinkTime: boolean
): LimiterVerdict | null {
  const { activeVus } = high.perSecond
  if (hasThinkTime && activeVus > 0) {
    const inRequests = (high.perSecond.timed * high.requestMs) / (activeVus * 1000)
    const thinking = 1 - Math.min(1, inRequests)
    if (thinking > THINKING_SHARE) {
      const text = `The plan: its virtual users spend ${percentText(thinking)} of their time outside of requests (think times); more load needs more users or less thinking.`
      return verdict('plan', 'thinkShare', thinking * 100, text)
    }
  }
  if (!varies || low.perSecond.ended === 0 || low.perSecond.activeVus === 0) return null
  const users = activeVus / low.perSecond.activeVus
  if (high.perSecond.ended / low.perSecond.ended < users * FOLLOWING_SHARE) return null
  const text = `The plan: the rate followed the number of virtual users up to ${countText(activeVus)}; more load needs more of them.`
  return verdict('plan', 'vus', activeVus, text)
}
