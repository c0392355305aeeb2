import type {
  CapacityBracket,
  CapacityConclusion,
  CapacityStep,
  JudgedObjective,
  ObjectiveEvidence
} from '../../shared/capacity/capacity.ts'
import { rateText, shareText } from '../report/index.ts'
import type { SearchEnd } from './capacity-search.ts'
import { metConfidence, missedConfidence, pooledEvidence } from './objective-evidence.ts'

/** The answer of a search, from how it ended and what its steps measured. */
export function concludeSearch(
  end: SearchEnd,
  bracket: CapacityBracket,
  steps: readonly CapacityStep[]
): CapacityConclusion {
  const met = stepsAt(steps, bracket.met)
  const missed = stepsAt(steps, bracket.missed)
  const shown = met.find(({ verdict }) => verdict === 'met') ?? null
  const figures = {
    ...end,
    rate: bracket.met,
    achievedRate: shown?.achievedRate ?? null,
    requestsPerSecond: shown?.requestsPerSecond ?? null,
    nextRate: bracket.missed,
    metConfidence: weakest(confidences(met, metConfidence)),
    missedConfidence: strongest(confidences(missed, missedConfidence))
  }
  return { ...figures, words: words(figures, missed.at(-1) ?? null) }
}

function stepsAt(steps: readonly CapacityStep[], rate: number | null): CapacityStep[] {
  return steps.filter((step) => step.rate === rate && step.verdict !== 'stopped')
}

/** For each objective that rests on a share of samples: all attempts at the rate taken together. */
function confidences(
  attempts: readonly CapacityStep[],
  confidence: (evidence: ObjectiveEvidence) => number | null
): number[] {
  const objectives = attempts[0]?.objectives ?? []
  return objectives.flatMap((_, index) => {
    const parts = attempts.flatMap(({ objectives: judged }) => evidenceOf(judged[index]))
    const pooled = pooledEvidence(parts)
    return (pooled === null ? null : confidence(pooled)) ?? []
  })
}

function evidenceOf(objective: JudgedObjective | undefined): ObjectiveEvidence[] {
  return objective?.evidence == null ? [] : [objective.evidence]
}

/** All objectives have to be met, one missed is enough. */
function weakest(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.min(...values)
}

function strongest(values: readonly number[]): number | null {
  return values.length === 0 ? null : Math.max(...values)
}

type Figures = Omit<CapacityConclusion, 'words'>

function words(figures: Figures, missedStep: CapacityStep | null): string {
  switch (figures.kind) {
    case 'found':
      return `${meets(figures)} ${misses(figures, missedStep)}`
    case 'at-least':
      return `At least ${perSecond(figures.rate)}. ${meets(figures)} ${whyNoMore(figures, missedStep)}`
    case 'below':
      return `Less than ${perSecond(figures.nextRate)}: ${
        figures.limit === 'stopped'
          ? 'every rate so far was missed when the search was stopped'
          : 'every rate down to this one was missed'
      } (${missedStep?.reason ?? ''}).`
    case 'unknown':
      return nothingKnown(figures, missedStep?.reason ?? '')
  }
}

function nothingKnown({ limit, nextRate }: Figures, reason: string): string {
  switch (limit) {
    case 'none':
      return 'The search goes on.'
    case 'generator':
      return `Nothing is known of the service: the generator was the limit at every rate down to ${perSecond(nextRate)} (${reason}).`
    case 'no-samples':
      return `Nothing is known of the service: there was nothing to judge at any rate down to ${perSecond(nextRate)} (${reason}).`
    default:
      return 'Nothing is known: the search was stopped before a step had ended.'
  }
}

function meets({ rate, requestsPerSecond, metConfidence: confidence }: Figures): string {
  const requests = `${rateText(requestsPerSecond)} requests/s`
  return `The objectives are met at ${perSecond(rate)} (${requests})${sureness(confidence)}.`
}

function misses(
  { nextRate, limit, missedConfidence: confidence }: Figures,
  step: CapacityStep | null
): string {
  const reason = step === null ? '' : ` (${step.reason})`
  return limit === 'service'
    ? `At ${perSecond(nextRate)} the service does not keep up${reason}.`
    : `At ${perSecond(nextRate)} they are missed${sureness(confidence)}${reason}.`
}

function whyNoMore({ limit, nextRate }: Figures, step: CapacityStep | null): string {
  const next = nextRate === null ? '' : ` ${perSecond(nextRate)} was not met.`
  switch (limit) {
    case 'generator':
      return `At ${perSecond(nextRate)} the generator was the limit (${step?.reason ?? ''}): more lanes or another machine would tell more.`
    case 'no-samples':
      return `At ${perSecond(nextRate)} there was nothing to judge (${step?.reason ?? ''}).`
    case 'max-rate':
      return 'No higher rate was asked for.'
    case 'none':
      return 'The search goes on.'
    case 'stopped':
      return `The search was stopped.${next}`
    default:
      return `The search gave up after its last step.${next}`
  }
}

function perSecond(rate: number | null): string {
  return `${rateText(rate)}/s`
}

/** Nothing that was measured is ever wholly sure. */
const MOST_SURE = 0.9999

/** In words and figures; nothing where a verdict rests on no share of samples. */
function sureness(confidence: number | null): string {
  if (confidence === null) return ''
  const word =
    confidence >= 0.99
      ? 'practically certain'
      : confidence >= 0.95
        ? 'very likely'
        : confidence >= 0.8
          ? 'likely'
          : 'uncertain, longer steps would tell'
  return `, ${word} (confidence ${shareText(Math.min(MOST_SURE, confidence))})`
}
