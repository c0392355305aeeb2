import type { CalibrationResult } from '../../../shared/calibration.ts'
import type { ApiClient } from '../api/index.ts'

/** What this machine can do as a generator, as far as it was measured. */
export class MachineStore {
  #calibration = $state.raw<CalibrationResult | null>(null)
  #known = $state(false)
  #measuring = $state(false)
  readonly #api: ApiClient

  constructor(api: ApiClient) {
    this.#api = api
  }

  get calibration(): CalibrationResult | null {
    return this.#calibration
  }

  /** True once it is known whether the machine was calibrated. */
  get isKnown(): boolean {
    return this.#known
  }

  get isMeasuring(): boolean {
    return this.#measuring
  }

  async load(): Promise<void> {
    this.#calibration = await this.#api.call('machine.calibration', null)
    this.#known = true
  }

  /** Takes about 15 s. @throws ApiError because the generator is busy, or it was stopped */
  async calibrate(): Promise<CalibrationResult> {
    this.#measuring = true
    try {
      const result = await this.#api.call('machine.calibrate', null)
      this.#calibration = result
      this.#known = true
      return result
    } finally {
      this.#measuring = false
    }
  }
}
