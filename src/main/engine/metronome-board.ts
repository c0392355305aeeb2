/** The wake time of a lane that waits for nothing. */
const NEVER_US = 2n ** 62n

/** Being woken so much late is better than a ring, which costs a call to the kernel on both sides. */
const WORTH_A_RING_US = 25n

const SLEEPS_UNTIL = 0
const WAKE_TIMES = 1

const RUNG = 0
const BEATING = 1
const WAKES = 2

/**
 * What the lanes of a run and their metronome share, in one SharedArrayBuffer:
 *
 *   BigInt64  [the metronome sleeps until][wake time of lane 0][wake time of lane 1] ...   in us of the run's clock
 *   Int32     [rung][beating][wakes of lane 0][wakes of lane 1] ...
 *
 * A lane writes when it wants to be woken; the metronome takes that out and wakes it when the time has come. No wake
 * is lost: a lane writes its time first and then looks how long the metronome sleeps; the metronome says how long it
 * will sleep after it has looked at the times, and while it is awake it says that it sleeps forever. So at least one
 * of the two sees the other, and a lane that is earlier rings, unless by so little that it is not worth it; a ring
 * before the sleep keeps it from sleeping.
 */
export class MetronomeBoard {
  readonly buffer: SharedArrayBuffer
  readonly laneCount: number
  readonly #times: BigInt64Array
  readonly #cells: Int32Array

  /** Without a buffer a new one is made, to be handed to the other threads. */
  constructor(laneCount: number, buffer?: SharedArrayBuffer) {
    const timesBytes = (WAKE_TIMES + laneCount) * 8
    this.laneCount = laneCount
    this.buffer = buffer ?? new SharedArrayBuffer(timesBytes + (WAKES + laneCount) * 4)
    this.#times = new BigInt64Array(this.buffer, 0, WAKE_TIMES + laneCount)
    this.#cells = new Int32Array(this.buffer, timesBytes)
    if (buffer === undefined) this.#times.fill(NEVER_US)
  }

  /** Whether a metronome is there to wake anybody. */
  get beating(): boolean {
    return Atomics.load(this.#cells, BEATING) === 1
  }

  set beating(beating: boolean) {
    Atomics.store(this.#cells, BEATING, beating ? 1 : 0)
  }

  /** The lane's side: it wants to be woken at `wakeMs`, rounded up to the microsecond; Infinity for never. */
  setWakeTime(lane: number, wakeMs: number): void {
    const wakeUs = toUs(wakeMs)
    Atomics.store(this.#times, WAKE_TIMES + lane, wakeUs)
    if (wakeUs >= Atomics.load(this.#times, SLEEPS_UNTIL) - WORTH_A_RING_US) return
    Atomics.add(this.#cells, RUNG, 1)
    Atomics.notify(this.#cells, RUNG)
  }

  wake(lane: number): void {
    Atomics.add(this.#cells, WAKES + lane, 1)
    Atomics.notify(this.#cells, WAKES + lane)
  }

  /** The lane's side: resolves at its next wake; null when one came just now. */
  nextWake(lane: number): Promise<unknown> | null {
    const cell = WAKES + lane
    const wait = Atomics.waitAsync(this.#cells, cell, Atomics.load(this.#cells, cell))
    return wait.async ? wait.value : null
  }

  /**
   * The metronome's side: wakes the lane and takes its time out if that has come at `nowMs`. A lane that has set
   * another time meanwhile keeps it. Returns the time, whether it has come or not, and Infinity for none.
   */
  wakeIfDue(lane: number, nowMs: number): number {
    const wakeUs = Atomics.load(this.#times, WAKE_TIMES + lane)
    const wakeMs = wakeUs === NEVER_US ? Infinity : Number(wakeUs) / 1000
    if (wakeMs > nowMs) return wakeMs
    Atomics.compareExchange(this.#times, WAKE_TIMES + lane, wakeUs, NEVER_US)
    this.wake(lane)
    return wakeMs
  }

  /** The metronome's side, before it looks at the times: what `sleep` needs to know whether somebody rang since. */
  listen(): number {
    Atomics.store(this.#times, SLEEPS_UNTIL, NEVER_US)
    return Atomics.load(this.#cells, RUNG)
  }

  /**
   * The metronome's side: blocks the thread for `forMs`, which is until `untilMs`, or until a lane rings that wants to
   * be woken earlier. Returns at once if one rang since it `listened`.
   */
  sleep(listened: number, forMs: number, untilMs: number): void {
    Atomics.store(this.#times, SLEEPS_UNTIL, toUs(untilMs))
    Atomics.wait(this.#cells, RUNG, listened, forMs)
  }
}

function toUs(whenMs: number): bigint {
  return whenMs === Infinity ? NEVER_US : BigInt(Math.ceil(whenMs * 1000))
}
