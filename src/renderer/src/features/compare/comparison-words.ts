import type { MetricDifference, RunComparison } from '../../../../shared/compare.ts'
import type { RunSummary } from '../../../../shared/metrics/summary.ts'
import type { DefinitionKey } from '../../components/definitions.ts'
import { formatCount, formatFigure, formatRate, formatShare, NO_VALUE } from '../../format/number.ts'

const THIN_SPACE = '\u202f'
const MINUS = '\u2212'

export type Direction = MetricDifference['direction']

export interface DifferenceGroup {
  readonly direction: Direction
  readonly title: string
  readonly differences: readonly MetricDifference[]
  /** Why nothing of the group was judged, where that is one reason: said once. */
  readonly commonBasis: string | null
}

const GROUP_TITLES: readonly (readonly [Direction, string])[] = [
  ['worse', 'Worse'],
  ['better', 'Better'],
  ['neutral', 'Not judged'],
  ['same', 'No change']
]

/** What got worse first; within a group the order is the given one, the most important first. */
export function groupDifferences(differences: readonly MetricDifference[]): DifferenceGroup[] {
  return GROUP_TITLES.flatMap(([direction, title]) => {
    const members = differences.filter((difference) => difference.direction === direction)
    if (members.length === 0) return []
    return [
      {
        direction,
        title,
        differences: members,
        commonBasis: direction === 'neutral' ? commonBasisOf(members) : null
      }
    ]
  })
}

/** The reason that most of them have: it is said once, and only the others say their own. */
function commonBasisOf(members: readonly MetricDifference[]): string | null {
  for (const [basis, { length }] of Map.groupBy(members, (member) => member.basis)) {
    if (length > 1 && length > members.length / 2) return basis
  }
  return null
}

export interface Headline {
  readonly tone: 'good' | 'bad' | 'warn' | 'neutral'
  readonly word: string
  readonly sentence: string
  readonly detail: string
}

/** The whole comparison in two lines. */
export function headline({ differences }: RunComparison): Headline {
  const of = (direction: Direction): MetricDifference[] =>
    differences.filter((difference) => difference.direction === direction)
  const worse = of('worse')
  const better = of('better')
  const [worst] = worse
  const [best] = better
  const leading = worst ?? best
  if (leading !== undefined) {
    const counts = [
      ...(worse.length > 0 ? [`${formatCount(worse.length)} worse`] : []),
      ...(better.length > 0 ? [`${formatCount(better.length)} better`] : []),
      `${formatCount(of('same').length)} without a change`
    ]
    const [word, tone] =
      worst === undefined
        ? (['BETTER', 'good'] as const)
        : best === undefined
          ? (['WORSE', 'bad'] as const)
          : (['MIXED', 'warn'] as const)
    const detail = `${counts.join(', ')} · ${leading.basis}`
    return { word, tone, sentence: differenceSentence(leading), detail }
  }
  const [unjudged] = of('neutral')
  if (of('same').length > 0) {
    const detail =
      unjudged === undefined
        ? `${formatCount(differences.length)} figures compared`
        : `${formatCount(of('same').length)} figures judged, ${formatCount(of('neutral').length)} not: ${unjudged.basis}`
    return {
      word: 'NO CHANGE',
      tone: 'neutral',
      sentence: 'No figure differs by more than its own spread.',
      detail
    }
  }
  return {
    word: 'NO VERDICT',
    tone: 'warn',
    sentence: 'The figures stand side by side, but none of them can be judged.',
    detail: unjudged?.basis.replace(/^no verdict: /, '') ?? 'The runs have no figure in common.'
  }
}

function differenceSentence(difference: MetricDifference): string {
  const { requestName, metric, base, other, unit } = difference
  const where = requestName === null ? '' : ` of ${requestName}`
  const values = `from ${formatDifferenceValue(base, unit)} to ${withUnit(other, unit)}`
  return `${metric}${where} ${changeText(difference)}, ${values}`
}

function withUnit(value: number | null, unit: MetricDifference['unit']): string {
  const text = formatDifferenceValue(value, unit)
  if (unit === 'ms') return `${text}${THIN_SPACE}ms`
  return unit === '/s' ? `${text}/s` : text
}

/** The bare value: its unit stands beside the metric. */
export function formatDifferenceValue(value: number | null, unit: MetricDifference['unit']): string {
  switch (unit) {
    case 'ms':
      return formatFigure(value)
    case '/s':
      return formatRate(value)
    case 'share':
      return formatShare(value)
    case 'count':
      return formatCount(value)
  }
}

/** How much: "+31 %", shares in percentage points, "new" and "gone" where a side has none. */
export function changeText({ base, other, relative, unit }: MetricDifference): string {
  if (base === null && other === null) return NO_VALUE
  if (base === null) return 'new'
  if (other === null) return 'gone'
  if (unit === 'share') return `${signed((other - base) * 100)}${THIN_SPACE}pp`
  if (relative === null) return other === base ? '0' : `from 0`
  return relativeText(relative)
}

/** 0.312 -> "+31 %", 14 -> "×15". */
export function relativeText(relative: number): string {
  if (relative >= 9) return `×${formatCount(relative + 1)}`
  return `${signed(relative * 100)}${THIN_SPACE}%`
}

function signed(value: number): string {
  const size = Math.abs(value)
  const text = size >= 9.95 ? size.toFixed(0) : size >= 0.95 ? size.toFixed(1) : size.toFixed(2)
  if (Number(text) === 0) return '0'
  return `${value > 0 ? '+' : MINUS}${text}`
}

const DEFINITIONS: Readonly<Record<string, DefinitionKey>> = {
  'response p99': 'p99',
  'response p95': 'p95',
  'response p50': 'p50',
  'response mean': 'mean',
  'service p99': 'service',
  'service p50': 'service',
  'setup mean': 'setup',
  'waiting mean': 'waiting',
  'receiving mean': 'receiving',
  requests: 'requestRate',
  'failed requests': 'errorShare',
  'dropped iterations': 'dropped'
}

export function definitionOf(metric: string): DefinitionKey | undefined {
  return DEFINITIONS[metric]
}

/** The warning about the sides whose generator was suspect; null when both were clean. */
export function suspectWarning(base: RunSummary, other: RunSummary): string | null {
  const sides = [suspectSide('base', base), suspectSide('other', other)].filter((side) => side !== null)
  if (sides.length === 0) return null
  return `The generator was ${sides.join(' and ')}: part of what differs may be its own doing.`
}

function suspectSide(side: string, { generator, run }: RunSummary): string | null {
  const { suspectSeconds, saturatedSeconds } = generator
  if (suspectSeconds === 0 && saturatedSeconds === 0) return null
  const all = Math.max(1, Math.ceil(run.durationMs / 1000))
  const [word, count] = saturatedSeconds > 0 ? ['saturated', saturatedSeconds] : ['suspect', suspectSeconds]
  return `${word} in ${formatCount(count)} of ${formatCount(all)} seconds of the ${side} run`
}
