import type { ConditionDifference } from '../../../shared/compare.ts'
import type { RunDetail } from '../../../shared/history.ts'
import type { RequestTotals, RunEnvironment, RunSummary } from '../../../shared/metrics/summary.ts'
import { dialWords } from '../../../shared/plan/dial-words.ts'
import { planAsDialled } from '../../../shared/plan/plan-as-dialled.ts'
import { numberOf } from '../text/figures.ts'
import { flattenDocument } from './flatten-document.ts'
import { namedRequest } from '../../../shared/metrics/named-request.ts'

/** Shares of a status that differ by less than a percentage point are no other mix. */
const STATUS_SHARE_TOLERANCE = 0.01
const SIZE_TOLERANCE = 0.05
const ABSENT = '(absent)'

/** What was not the same for both runs, field by field: target, plan, environment, how they ended, what came back. */
export function conditionDifferences(base: RunDetail, other: RunDetail): ConditionDifference[] {
  return [
    ...differing('target', base.item.target ?? ABSENT, other.item.target ?? ABSENT),
    ...planDifferences(base, other),
    ...differing('changed by hand', dialWords(base.dial), dialWords(other.dial)),
    ...environmentDifferences(base.summary, other.summary),
    ...differing('status of the run', base.item.status, other.item.status),
    ...statusMixDifferences(base.summary, other.summary),
    ...sizeDifferences(base.summary, other.summary)
  ]
}

/** Whether both runs were asked for the same load: the same scenarios with the same executors at the same times. */
export function asksForSameLoad(base: RunDetail, other: RunDetail): boolean {
  const load = ({ plan, dial }: RunDetail): unknown =>
    planAsDialled(plan, dial).scenarios.map(({ name, executor, startTimeMs }) => [
      name,
      executor,
      startTimeMs
    ])
  return sameFields(flattenDocument(load(base)), flattenDocument(load(other)))
}

function differing(field: string, base: string, other: string): ConditionDifference[] {
  return base === other ? [] : [{ field, base, other }]
}

/**
 * Plans that mean the same are the same however they are written ("30s" or "30000ms", a default spelt out or not);
 * those that do not are shown in the user's own words, the document's. The target has its own line.
 */
function planDifferences(base: RunDetail, other: RunDetail): ConditionDifference[] {
  const meaning = ({ plan }: RunDetail): Map<string, string> =>
    flattenDocument({ ...plan, name: null, tags: null, target: null })
  const ignored = /^(name|target|version|tags\..*)$/
  if (sameFields(meaning(base), meaning(other))) return []
  const written = fieldDifferences(flattenDocument(base.document), flattenDocument(other.document))
  const shown = written.filter(({ field }) => !ignored.test(field))
  const all = shown.length > 0 ? shown : fieldDifferences(meaning(base), meaning(other))
  return all.map((difference) => ({ ...difference, field: `plan: ${difference.field}` }))
}

function fieldDifferences(
  base: ReadonlyMap<string, string>,
  other: ReadonlyMap<string, string>
): ConditionDifference[] {
  const fields = new Set([...base.keys(), ...other.keys()])
  return [...fields].flatMap((field) =>
    differing(field, base.get(field) ?? ABSENT, other.get(field) ?? ABSENT)
  )
}

function sameFields(base: ReadonlyMap<string, string>, other: ReadonlyMap<string, string>): boolean {
  return fieldDifferences(base, other).length === 0
}

function environmentDifferences(base: RunSummary, other: RunSummary): ConditionDifference[] {
  const fields: readonly (readonly [string, (environment: RunEnvironment) => string])[] = [
    ['Loadgale', ({ loadgale }) => loadgale],
    ['runtime', ({ runtime }) => runtime],
    ['system', ({ os }) => os],
    ['host', ({ host }) => host],
    ['CPU', ({ cpu, cores }) => `${cpu}, ${numberOf(cores, 'core')}`],
    ['git commit', ({ gitCommit }) => gitCommit ?? ABSENT],
    ['target addresses', ({ targetAddresses }) => [...targetAddresses].sort().join(', ') || ABSENT]
  ]
  const sameMachine = ({ generator }: RunSummary): string =>
    generator.targetOnSameMachine ? 'the same machine' : 'another machine'
  return [
    ...fields.flatMap(([field, read]) =>
      differing(field, read(base.run.environment), read(other.run.environment))
    ),
    ...differing('lanes', String(base.generator.lanes), String(other.generator.lanes)),
    ...differing('target runs on', sameMachine(base), sameMachine(other)),
    ...differing('suspect seconds', suspectSeconds(base), suspectSeconds(other))
  ]
}

function suspectSeconds({ generator }: RunSummary): string {
  return String(generator.suspectSeconds)
}

function statusMixDifferences(base: RunSummary, other: RunSummary): ConditionDifference[] {
  const statuses = new Set([...Object.keys(base.statusCodes), ...Object.keys(other.statusCodes)])
  return [...statuses].sort().flatMap((status) => {
    const baseShare = statusShare(base, status)
    const otherShare = statusShare(other, status)
    const isNew = (baseShare === 0) !== (otherShare === 0)
    if (!isNew && Math.abs(baseShare - otherShare) < STATUS_SHARE_TOLERANCE) return []
    return [{ field: `share of status ${status}`, base: percent(baseShare), other: percent(otherShare) }]
  })
}

function statusShare({ statusCodes }: RunSummary, status: string): number {
  const all = Object.values(statusCodes).reduce((sum, count) => sum + count, 0)
  return all === 0 ? 0 : (statusCodes[status] ?? 0) / all
}

function percent(share: number): string {
  if (share > 0 && share < 0.0001) return '<0.01 %'
  return `${Number((share * 100).toFixed(2))} %`
}

function sizeDifferences(base: RunSummary, other: RunSummary): ConditionDifference[] {
  const ofRun = sizeDifference('mean response size', base.totals, other.totals)
  const ofNames = Object.entries(base.requests).flatMap(([name, { totals }]) => {
    const otherTotals = namedRequest(other, name)?.totals
    if (otherTotals === undefined) return []
    return sizeDifference(`mean response size of ${name}`, totals, otherTotals)
  })
  return [...ofRun, ...ofNames]
}

function sizeDifference(field: string, base: RequestTotals, other: RequestTotals): ConditionDifference[] {
  if (base.completed === 0 || other.completed === 0) return []
  const baseBytes = base.bytesReceived / base.completed
  const otherBytes = other.bytesReceived / other.completed
  const larger = Math.max(baseBytes, otherBytes)
  if (larger === 0 || Math.abs(baseBytes - otherBytes) <= SIZE_TOLERANCE * larger) return []
  return [{ field, base: `${Math.round(baseBytes)} B`, other: `${Math.round(otherBytes)} B` }]
}
