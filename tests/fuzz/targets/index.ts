import type { FuzzTarget } from '../fuzz-target.ts'
import { curlTarget } from './curl-target.ts'
import { histogramTarget } from './histogram-target.ts'
import { nodeHttpTarget } from './node-http-target.ts'
import { planTarget } from './plan-target.ts'
import { responseHeadTarget } from './response-head-target.ts'
import { responseParserTarget } from './response-parser-target.ts'
import { thresholdTarget } from './threshold-target.ts'
import { yamlTarget } from './yaml-target.ts'

export const FUZZ_TARGETS: readonly FuzzTarget[] = [
  responseParserTarget,
  nodeHttpTarget,
  responseHeadTarget,
  planTarget,
  yamlTarget,
  thresholdTarget,
  curlTarget,
  histogramTarget
]

/** Throws a RangeError for a name that no target has. */
export function targetOf(name: string): FuzzTarget {
  const target = FUZZ_TARGETS.find((candidate) => candidate.name === name)
  if (target === undefined) throw new RangeError(`no fuzz target is called ${name}`)
  return target
}
