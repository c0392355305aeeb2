export { startTargetProcess } from './target-child.ts'
export {
  startPracticeTarget,
  type PracticeTargetOptions,
  type RunningPracticeTarget
} from './practice-target.ts'
