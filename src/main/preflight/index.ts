export { machineLimits, type MachineLimits } from './machine-limits.ts'
export { preflight } from './preflight.ts'
