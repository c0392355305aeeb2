/** What a lane measured of itself since its last tick; the lane fills it, the frame of the second carries it. */
export interface LaneGauges {
  /** Virtual users that run an iteration at the end of the second. */
  activeVus: number
  requestsInFlight: number
  openConnections: number
  /** Connections closed since the start of the run because bytes came on them that no request had asked for. */
  unexpectedData: number
  /** Share of one core that the lane's thread used, 0 to 1, idle spinning left out. */
  laneBusy: number
  loopDelayP99Ms: number
  loopDelayMaxMs: number
  gcMs: number
}

/** Of a lane that has not measured anything yet. */
export function noGauges(): LaneGauges {
  return {
    activeVus: 0,
    requestsInFlight: 0,
    openConnections: 0,
    unexpectedData: 0,
    laneBusy: 0,
    loopDelayP99Ms: 0,
    loopDelayMaxMs: 0,
    gcMs: 0
  }
}

/** What the whole process and its machine used in a second; the recorder measures it. Null is not known. */
export interface ProcessGauges {
  /** Share of all cores, 0 to 1. */
  readonly processCpu: number
  readonly residentBytes: number
  /** Share of all cores that every process together used, 0 to 1. */
  readonly machineCpu: number | null
  /** Share of the machine's time that its host gave to others, 0 to 1. */
  readonly steal: number | null
  readonly openDescriptors: number | null
  /** Connections of the whole machine that have ended and keep their port for a while. */
  readonly timeWaitPorts: number | null
}
