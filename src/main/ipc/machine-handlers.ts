import { hostname } from 'node:os'
import type { PlanValidation } from '../../shared/ipc-contract.ts'
import type { MachineInvokeContract } from '../../shared/machine-channels.ts'
import { Calibration, CalibrationStopped } from '../calibration/index.ts'
import { machineLimits, preflight } from '../preflight/index.ts'
import type { RunController } from '../run/index.ts'
import type { Store } from '../store/index.ts'
import type { RunningPracticeTarget } from '../target/index.ts'
import type { HandlersOf } from './handler-table.ts'
import { IpcError } from './ipc-error.ts'
import { refuseWhileBusy } from './refuse-while-busy.ts'

export interface MachineHandlerOptions {
  readonly controller: RunController
  readonly store: Store
  readonly validate: (document: unknown) => PlanValidation
  readonly startTarget: () => Promise<RunningPracticeTarget>
}

const CALIBRATION_MS = 15_000
/** What `run.start` runs with. */
const LANES = 1

/** What the desktop app knows of its machine. */
export class MachineDesk {
  readonly #options: MachineHandlerOptions
  #calibration: Calibration | null = null

  constructor(options: MachineHandlerOptions) {
    this.#options = options
  }

  /** Resolves when the calibration that goes on, if any, has been given up. */
  async stop(): Promise<void> {
    const calibration = this.#calibration
    calibration?.stop()
    await calibration?.result.catch(() => null)
  }

  handlers(): HandlersOf<keyof MachineInvokeContract> {
    const { store, validate } = this.#options
    return {
      'machine.preflight': ({ document }) => {
        const validation = validate(document)
        if (!validation.valid) return []
        const machine = { limits: machineLimits(), calibration: store.calibrations.newest(hostname()) }
        return preflight(validation.plan, LANES, machine)
      },
      'machine.calibration': () => store.calibrations.newest(hostname()),
      'machine.calibrate': () => this.#calibrate()
    }
  }

  async #calibrate(): Promise<MachineInvokeContract['machine.calibrate']['response']> {
    const { controller, store, startTarget } = this.#options
    refuseWhileBusy(controller)
    const request = { lanes: LANES, durationMs: CALIBRATION_MS, startTarget, onPart: () => {} }
    const calibration = new Calibration(controller, request)
    this.#calibration = calibration
    try {
      const result = await calibration.result
      store.calibrations.save(result)
      return result
    } catch (error) {
      if (error instanceof CalibrationStopped) throw new IpcError('calibration_stopped', 'It was stopped.')
      throw error
    } finally {
      this.#calibration = null
    }
  }
}
