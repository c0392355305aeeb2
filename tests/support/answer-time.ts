import { logNormal } from '../../src/main/target/log-normal.ts'
import type { AnswerTiming, SingleServersTiming } from './truth-server-protocol.ts'

/** When to answer a request that arrived at `arrivalMs`; asked once for each request, in the order of arrival. */
export type AnswerTime = (arrivalMs: number) => number

export function answerTime(timing: AnswerTiming): AnswerTime {
  switch (timing.kind) {
    case 'at-once':
      return (arrivalMs) => arrivalMs
    case 'fixed':
      return (arrivalMs) => arrivalMs + timing.delayMs
    case 'bimodal': {
      const random = seededRandom(timing.seed)
      return (arrivalMs) => arrivalMs + (random() < timing.rareShare ? timing.rareMs : timing.commonMs)
    }
    case 'log-normal': {
      const random = seededRandom(timing.seed)
      return (arrivalMs) => arrivalMs + logNormal(timing.medianMs, timing.sigma, random)
    }
    case 'stall':
      return (arrivalMs) => {
        const dueMs = arrivalMs + timing.delayMs
        return dueMs >= timing.stallFromMs && dueMs < timing.stallToMs ? timing.stallToMs : dueMs
      }
    case 'single-servers':
      return singleServers(timing)
  }
}

/**
 * The recursion of Lindley: a request is served when it is there and the one before has left. The times are those of
 * the model, not of the process, so that what handling a request costs does not add to the load. Each server begins with
 * the work that one in the midst of it has: none, or at a share of `utilisation` an exponential one, as the waiting time
 * of M/M/1 is distributed.
 */
function singleServers({ servers, meanServiceMs, utilisation, seed }: SingleServersTiming): AnswerTime {
  const random = seededRandom(seed)
  const workMs = (): number =>
    random() < utilisation ? exponential(meanServiceMs / (1 - utilisation), random) : 0
  const freeMs = Float64Array.from({ length: servers }, workMs)
  return (arrivalMs) => {
    const server = Math.floor(random() * servers)
    return (freeMs[server] = Math.max(arrivalMs, freeMs[server]!) + exponential(meanServiceMs, random))
  }
}

function exponential(mean: number, random: () => number): number {
  return -mean * Math.log(1 - random())
}

/** Uniform in [0, 1), 32 bits: Mulberry32. */
function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
}
