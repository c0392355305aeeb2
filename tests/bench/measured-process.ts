import { spawn } from 'node:child_process'

export interface MeasuredProcess {
  readonly output: string
  /** User and system time of the finished process, its start-up included. */
  readonly cpuSeconds: number
}

/** Runs a command on one core, or on all for null; its CPU time is the shell's own account of the finished process. */
export function measureProcess(
  command: readonly string[],
  core: number | null = null
): Promise<MeasuredProcess> {
  const script = 'TIMEFORMAT="%U %S"; time "$@" 2>/dev/null'
  const shell = ['bash', '-c', script, 'bash', ...command]
  const [program = '', ...args] = core === null ? shell : ['taskset', '-c', String(core), ...shell]
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  let times = ''
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()))
  child.stderr.on('data', (chunk: Buffer) => (times += chunk.toString()))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', () => {
      const [user, system] = times.trim().split(/\s+/).map(Number)
      resolve({ output, cpuSeconds: (user ?? Number.NaN) + (system ?? Number.NaN) })
    })
  })
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN
}
