/** One server, first come first served, Poisson arrivals, exponential service times: M/M/1. */
export interface SingleServerLoad {
  readonly meanServiceMs: number
  /** rho: rate of arrivals times mean service time, below 1. */
  readonly utilisation: number
}

export interface Interval {
  readonly low: number
  readonly high: number
}

/**
 * What theory says of the sojourn (from arrival to departure) of M/M/1, and how far a sample of it may be off.
 *
 * The sojourn T is exponential with rate d = mu - lambda. Sojourns that follow each other are far from independent, so
 * a mean of n of them is no sqrt(n)-th as certain as one. For the mean of a function f, with E f(T) = 0, the central
 * limit theorem of Markov chains has the variance s^2 / n with s^2 = 2 E[f k] + E[f^2], where k + f solves Poisson's
 * equation of T' = max(0, T - A) + S (Meyn and Tweedie, Markov Chains and Stochastic Stability, 17.4). Here k can be
 * written down: let g(w) be what a waiting time of w is worth, so that g' = mu (g - k - f) and k' = lambda (g - k). With
 * b = g - k then b' = d b - mu f, whose one solution that does not explode is, as T forgets its age,
 *
 *     b(t) = mu / d * E f(t + T),   k(t) = k(0) + lambda * integral of b from 0 to t,
 *
 * and integration by parts makes 2 E[f k] of it 2 rho E[b(T)^2]. In all
 *
 *     s^2 = Var f(T) + 2 rho / (1 - rho)^2 * E[(E[f(t + T)] - E[f(T)])^2 at t = T].
 *
 * For f(T) = T that is ((1 + rho) / (1 - rho))^2 / d^2: at 80 %, a mean of n is as uncertain as one of n / 81 that do
 * not depend on each other. For f(T) = 1 where T > x, with u = exp(-d x): u (1 - u) + 4 rho / (1 - rho)^2 *
 * u (1 - u + u ln u).
 */
export class SingleServerTheory {
  readonly #utilisation: number
  readonly meanMs: number

  constructor({ meanServiceMs, utilisation }: SingleServerLoad) {
    this.#utilisation = utilisation
    this.meanMs = meanServiceMs / (1 - utilisation)
  }

  percentileMs(percent: number): number {
    return -this.meanMs * Math.log(1 - percent / 100)
  }

  /** Where the mean of `count` sojourns lies, up to so many standard deviations. */
  meanInterval(count: number, deviations: number): Interval {
    const rho = this.#utilisation
    const off = (deviations * this.meanMs * (1 + rho)) / (1 - rho) / Math.sqrt(count)
    return { low: this.meanMs - off, high: this.meanMs + off }
  }

  /**
   * Where a percentile of `count` sojourns lies: it is above x when more of them than `1 - percent / 100` are, and their
   * share is normal about exp(-d x) with the variance above.
   */
  percentileInterval(percent: number, count: number, deviations: number): Interval {
    const share = 1 - percent / 100
    const off = (u: number): number => deviations * Math.sqrt(this.#shareVariance(u) / count)
    const low = rootBetween(share, 1, (u) => u - off(u) - share)
    const high = rootBetween(0, share, (u) => u + off(u) - share)
    return { low: -this.meanMs * Math.log(low), high: -this.meanMs * Math.log(high) }
  }

  #shareVariance(u: number): number {
    const rho = this.#utilisation
    return u === 0 ? 0 : u * (1 - u) + ((4 * rho) / (1 - rho) ** 2) * u * (1 - u + u * Math.log(u))
  }
}

/** Of a function that is negative at `from` and positive at `to`. */
function rootBetween(from: number, to: number, valueAt: (x: number) => number): number {
  let low = from
  let high = to
  for (let halving = 0; halving < 60; halving++) {
    const middle = (low + high) / 2
    if (valueAt(middle) < 0) low = middle
    else high = middle
  }
  return (low + high) / 2
}
