import { statSync } from 'node:fs'
import { expect, test } from 'vitest'
import { ALL_SLOTS, SERIES_FIELDS, seriesFieldIndex } from '../../../src/shared/metrics/series.ts'
import { openStore } from '../../../src/main/store/index.ts'
import type { SlotHistograms } from '../../../src/main/store/index.ts'
import { encodeValues, sampleRun, sampleRunSecond } from './run-samples.ts'
import { temporaryDatabase } from './temporary-folder.ts'

const NAMES = 10
const RATE = 300
const SECONDS = 300
const BYTES_PER_HOUR = 80_000_000

/** Park and Miller's generator: the same values at every run. */
function uniform(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

/** Log-normal latencies by the method of Box and Muller. */
function logNormal(random: () => number, medianUs: number, sigma: number): number {
  const normal = Math.sqrt(-2 * Math.log(random())) * Math.cos(2 * Math.PI * random())
  return medianUs * Math.exp(sigma * normal)
}

interface Sample {
  readonly histograms: SlotHistograms
  readonly valuesMs: readonly number[]
}

function sampleSlot(random: () => number, slot: number): Sample {
  const lag = Array.from({ length: RATE }, () => logNormal(random, 40, 0.6))
  const setup = Array.from({ length: RATE }, () => (random() < 0.01 ? logNormal(random, 900, 0.3) : 2))
  const waiting = Array.from({ length: RATE }, () => logNormal(random, 20_000 + 1_000 * slot, 0.5))
  const receiving = Array.from({ length: RATE }, () => logNormal(random, 200, 0.4))
  const service = waiting.map((value, index) => 20 + value + (receiving[index] ?? 0))
  const response = service.map((value, index) => value + (lag[index] ?? 0) + (setup[index] ?? 0))
  const sorted = [response, service, lag].map((values) => [...values].sort((a, b) => a - b))
  const ranks = [0, 0.5, 0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1]
  return {
    histograms: {
      slot,
      responseOk: encodeValues(response),
      responseNotOk: null,
      service: encodeValues(service),
      startLag: encodeValues(lag),
      setup: encodeValues(setup),
      waiting: encodeValues(waiting),
      receiving: encodeValues(receiving)
    },
    valuesMs: sorted.flatMap((values) =>
      ranks.map((rank) => (values[Math.floor(rank * (RATE - 1))] ?? 0) / 1000)
    )
  }
}

test('an hour of ten request names at 300 a second each takes at most 80 MB', () => {
  const file = temporaryDatabase()
  const store = openStore(file)
  store.runs.create(sampleRun('one'))
  const random = uniform(42)
  const slots = [ALL_SLOTS, ...Array.from({ length: NAMES }, (_, slot) => slot)]
  const width = SERIES_FIELDS.length
  for (let second = 0; second < SECONDS; second++) {
    const samples = slots.map((slot) => sampleSlot(random, slot))
    const values = new Float64Array(slots.length * width)
    samples.forEach(({ valuesMs }, row) => {
      const counts = [RATE, RATE - 1, 1, 0, 0, 0, 43_210, 987_654]
      values.set([...counts, 0.011, 0.02, 22.345, 0.217, ...valuesMs], row * width)
    })
    store.seconds.append(
      'one',
      {
        run: sampleRunSecond(second),
        slots,
        values,
        statuses: slots.flatMap((slot) => [[slot, 200, RATE - 1] as const, [slot, 503, 1] as const]),
        errors: slots.map((slot) => [slot, 'response_timeout', 1] as const)
      },
      samples.slice(1).map(({ histograms }) => histograms)
    )
  }
  const series = store.seconds.series('one', 9)
  expect(series.values[seriesFieldIndex('startLag_max')]).toBeGreaterThan(0)
  store.close()
  const room = statSync(file).size
  expect(room).toBeLessThan((BYTES_PER_HOUR * SECONDS) / 3600)
  expect(room).toBeGreaterThan(NAMES * SECONDS * 1000)
})
