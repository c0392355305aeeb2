import type { CapacityProgress, CapacityStep } from '../../../shared/capacity/capacity.ts'
import type { Plan } from '../../../shared/plan/plan.ts'
import { clockText, figureText, padEnd, printable, rateText, type TerminalStyle } from '../../report/index.ts'
import type { CliIo, Output } from '../cli-io.ts'
import { RedrawnBlock } from './redrawn-block.ts'

/** What a capacity search shows while it goes on. */
export interface CapacityDisplay {
  update(progress: CapacityProgress): void
  /** A message that stays. */
  notice(text: string): void
  /** Leaves the terminal as it was found. */
  close(): void
}

export function createCapacityDisplay(plan: Plan, output: Output, io: CliIo): CapacityDisplay {
  const isTerminal = output.isTty && io.env.TERM !== 'dumb'
  return isTerminal ? new TerminalDisplay(plan, output, io) : new LogDisplay(output)
}

const SHOWN_STEPS = 12

class TerminalDisplay implements CapacityDisplay {
  readonly #plan: Plan
  readonly #block: RedrawnBlock
  readonly #steps: CapacityStep[] = []
  readonly #notices: string[] = []
  #progress: CapacityProgress | null = null

  constructor(plan: Plan, output: Output, io: CliIo) {
    this.#plan = plan
    this.#block = new RedrawnBlock(output, io)
    this.#draw()
  }

  update(progress: CapacityProgress): void {
    this.#progress = progress
    if (progress.step !== null) this.#steps.push(progress.step)
    this.#draw()
  }

  notice(text: string): void {
    this.#notices.push(`  ${text}`)
    this.#draw()
  }

  close(): void {
    this.#block.close()
  }

  #draw(): void {
    this.#block.draw((style) => [
      ...headLines(this.#plan, this.#progress, style),
      ...this.#steps.slice(-SHOWN_STEPS).map((step) => `  ${stepLine(step, style)}`),
      currentLine(this.#progress, style),
      ...this.#notices.map((notice) => style.yellow(notice))
    ])
  }
}

function headLines(plan: Plan, progress: CapacityProgress | null, style: TerminalStyle): string[] {
  const { met = null, missed = null } = progress?.bracket ?? {}
  const target = plan.target === null ? '' : `   ${style.dim(printable(plan.target))}`
  const bracket = [
    met === null ? 'no rate met yet' : `met at ${rateText(met)}/s`,
    missed === null ? 'none missed yet' : `missed at ${rateText(missed)}/s`
  ]
  return [
    `  ${style.bold(printable(plan.name))}   capacity search${target}`,
    `  ${clockText(progress?.elapsedMs ?? 0)}   ${bracket.join('   ')}`,
    ''
  ]
}

function currentLine(progress: CapacityProgress | null, style: TerminalStyle): string {
  const step = progress?.current ?? null
  if (step === null) return `  ${style.dim('the next step is being prepared')}`
  const figures =
    step.achievedRate === null
      ? ''
      : `   achieved ${rateText(step.achievedRate)}/s   last second p50 ${figureText(step.p50Ms)} p99 ${figureText(step.p99Ms)} ms`
  const attempt = step.attempt > 1 ? ' again' : ''
  return `  ${style.bold(`step ${step.position}: ${rateText(step.rate)}/s${attempt}`)}   ${step.phase} ${clockText(step.elapsedSeconds * 1000)}${figures}`
}

function stepLine(step: CapacityStep, style: TerminalStyle): string {
  const isMet = step.verdict === 'met'
  const mark = isMet ? style.green('✓') : style.red('✗')
  const verdict = isMet ? style.green(step.verdict) : style.red(step.verdict)
  return `${mark} ${stepText(step)}   ${verdict}   ${style.dim(printable(step.reason))}`
}

function stepText({ position, rate, achievedRate, response }: CapacityStep): string {
  return [
    padEnd(`step ${position}`, 7),
    padEnd(`${rateText(rate)}/s`, 9),
    padEnd(`achieved ${rateText(achievedRate)}/s`, 18),
    `p50 ${padEnd(figureText(response.p50), 6)} p99 ${padEnd(figureText(response.p99), 6)} ms`
  ].join('  ')
}

/** Plain lines for a log, one for each step. */
class LogDisplay implements CapacityDisplay {
  readonly #output: Output

  constructor(output: Output) {
    this.#output = output
  }

  update({ step }: CapacityProgress): void {
    if (step === null) return
    void this.#output.write(`${stepText(step)}  ${step.verdict}  ${printable(step.reason)}\n`)
  }

  notice(text: string): void {
    void this.#output.write(`${text}\n`)
  }

  close(): void {}
}
