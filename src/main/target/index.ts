export {
  startPracticeTarget,
  type PracticeTargetOptions,
  type RunningPracticeTarget
} from './practice-target.ts'
