export { startTargetProcess } from './target-child.ts'
export { startPracticeTarget, type RunningPracticeTarget } from './practice-target.ts'
