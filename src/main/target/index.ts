export { PRACTICE_URL } from './practice-address.ts'
export { startTargetProcess } from './target-child.ts'
export { startPracticeTarget, type RunningPracticeTarget } from './practice-target.ts'
