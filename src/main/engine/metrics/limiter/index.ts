export { decideLimiter, type LimiterInput } from './decide-limiter.ts'
export { type LoadModel } from './load-parts.ts'
export { generatorState } from './generator-limit.ts'
export { RunTimeline } from './run-timeline.ts'
