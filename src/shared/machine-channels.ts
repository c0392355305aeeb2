import type { CalibrationResult } from './calibration.ts'
import type { PlanProblem } from './plan/problem.ts'

/** The part of the contract that knows the machine. */
export interface MachineInvokeContract {
  /** What the plan asks for that this machine cannot give; nothing for a plan with mistakes. */
  'machine.preflight': { request: { document: unknown }; response: readonly PlanProblem[] }
  /** The last one of this machine; null before the first. */
  'machine.calibration': { request: null; response: CalibrationResult | null }
  /** Takes about 15 s. */
  'machine.calibrate': { request: null; response: CalibrationResult }
}
