export { compileScenario } from './compile-scenario.ts'
export type { FailureSample } from './failure-sampler.ts'
export { sendOnce, type SentRequest } from './send-once.ts'
