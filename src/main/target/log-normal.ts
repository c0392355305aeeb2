/**
 * One value of a log-normal distribution: the usual shape of a service's latency. Box-Muller's transform gives the
 * normal part.
 *
 * @param median the middle value, in any unit
 * @param sigma standard deviation of the value's logarithm
 * @param random 0 (inclusive) to 1 (exclusive), as Math.random
 */
export function logNormal(median: number, sigma: number, random: () => number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()))
  return median * Math.exp(sigma * radius * Math.cos(2 * Math.PI * random()))
}
