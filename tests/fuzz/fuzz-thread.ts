import { parentPort, workerData } from 'node:worker_threads'
import { CaseBoard } from './case-board.ts'
import { readCorpus } from './corpus.ts'
import { fuzz } from './fuzz-loop.ts'
import { targetOf } from './targets/index.ts'

export interface FuzzOrder {
  readonly name: string
  readonly seed: number
  readonly budgetMs: number
  readonly board: SharedArrayBuffer
}

export interface FuzzResult {
  readonly cases: number
  readonly outcomes: number
  readonly cpuMs: number
  readonly finding: { readonly message: string; readonly input: Uint8Array } | null
}

const CASES_BETWEEN_LOOKS = 16

const { name, seed, budgetMs, board: memory }: FuzzOrder = workerData
const target = targetOf(name)
const board = new CaseBoard(memory)
const endMs = performance.now() + budgetMs
const { cases, outcomes, finding } = await fuzz(
  target,
  readCorpus(target).map(({ input }) => input),
  {
    seed,
    goesOn: (count) => count % CASES_BETWEEN_LOOKS !== 0 || performance.now() < endMs,
    onCase: (input) => board.put(input)
  }
)
const { user, system } = process.threadCpuUsage()
const result: FuzzResult = { cases, outcomes: outcomes.size, cpuMs: (user + system) / 1000, finding }
parentPort?.postMessage(result)
