import type { AppContext } from '../../app-state/app-context.ts'
import { MOST_RUNS_AT_ONCE, type RunListItem } from '../../../../shared/history.ts'
import type { ExportFormat } from '../../../../shared/ipc-contract.ts'
import { countOf } from '../../format/number.ts'
import type { RunList } from './run-list.svelte.ts'
import type { RunSelection } from './run-selection.svelte.ts'

/** What can be done with runs of the list. Failures are shown as toasts and leave the list as the store has it. */
export class RunActions {
  readonly #app: Pick<AppContext, 'api' | 'router' | 'toasts' | 'liveRun' | 'planInbox'>
  readonly #list: RunList
  readonly #selection: RunSelection
  #lastDeleted: readonly string[] = []

  constructor(
    app: Pick<AppContext, 'api' | 'router' | 'toasts' | 'liveRun' | 'planInbox'>,
    list: RunList,
    selection: RunSelection
  ) {
    this.#app = app
    this.#list = list
    this.#selection = selection
  }

  open(runId: string): void {
    this.#app.router.go({ view: 'run', runId })
  }

  /** Two runs side by side: the baseline is the base, without one the earlier run is. */
  compare(runIds: readonly string[]): void {
    const [first, second] = runIds
    if (first === undefined || second === undefined) return
    const a = this.#list.find(first)
    const b = this.#list.find(second)
    const isSwapped = a !== undefined && b !== undefined && comesBefore(b, a)
    this.#app.router.go({
      view: 'compare',
      baseId: isSwapped ? second : first,
      otherId: isSwapped ? first : second
    })
  }

  /** Opens Compare with the starred run, or the one to be chosen there, as the base. */
  compareWithBaseline(runId: string): void {
    this.#app.router.go({ view: 'compare', baseId: null, otherId: runId })
  }

  async toggleBaseline(item: RunListItem): Promise<void> {
    try {
      const changed = await this.#app.api.call('history.annotate', {
        runId: item.id,
        baseline: !item.baseline
      })
      this.#list.replace(changed)
    } catch (error) {
      this.#app.toasts.failure('The baseline was not changed', error)
    }
  }

  /** Deletes at once and offers to undo it. The running test stays. */
  async delete(runIds: readonly string[]): Promise<void> {
    const { api, toasts } = this.#app
    const ended = runIds.filter((id) => !this.#isRunning(id))
    if (ended.length < runIds.length) toasts.info('The running test stays. Stop it before you delete it.')
    if (ended.length === 0) return
    const what = this.#describe(ended)
    this.#moveOnFrom(ended)
    this.#list.hide(ended)
    this.#selection.drop(ended)
    try {
      for (const runIds of inParts(ended)) await api.call('history.delete', { runIds })
      this.#lastDeleted = ended
      toasts.info(`${what} deleted`, { label: 'Undo', run: () => void this.#restore(ended) })
    } catch (error) {
      toasts.failure(`${what} not deleted`, error)
    }
    await this.#list.unhide(ended)
  }

  /** Brings back what was deleted last, once. */
  async undoDelete(): Promise<void> {
    if (this.#lastDeleted.length > 0) await this.#restore(this.#lastDeleted)
  }

  /** Opens the plan of a run on the Test page. */
  async editPlan(run: RunListItem): Promise<void> {
    const { api, planInbox, toasts } = this.#app
    try {
      const { document } = await api.call('history.detail', { runId: run.id })
      planInbox.editPlanOf({ name: run.name, document })
    } catch (error) {
      toasts.failure('The plan of the run could not be read', error)
    }
  }

  async export(runId: string, format: ExportFormat): Promise<void> {
    try {
      const saved = await this.#app.api.call('export.save', { runId, format })
      if (saved !== null) this.#app.toasts.good(`Saved to ${saved.path}`)
    } catch (error) {
      this.#app.toasts.failure('The export failed', error)
    }
  }

  async #restore(runIds: readonly string[]): Promise<void> {
    if (this.#lastDeleted === runIds) this.#lastDeleted = []
    try {
      for (const part of inParts(runIds)) await this.#app.api.call('history.restore', { runIds: part })
      this.#selection.activate(runIds[0] ?? null)
    } catch (error) {
      this.#app.toasts.failure(`${this.#describe(runIds)} not brought back`, error)
    }
    await this.#list.refresh()
  }

  #isRunning(runId: string): boolean {
    const { model } = this.#app.liveRun
    if (model?.runId === runId) return model.isLive
    return this.#list.find(runId)?.status === 'running'
  }

  #describe(runIds: readonly string[]): string {
    const [only] = runIds
    const name = runIds.length === 1 && only !== undefined ? this.#list.find(only)?.name : undefined
    return name === undefined ? countOf(runIds.length, 'run') : `“${name}”`
  }

  /** The keyboard's row is the next one that stays, so that one Delete can follow the other. */
  #moveOnFrom(gone: readonly string[]): void {
    const { activeId } = this.#selection
    if (activeId === null || !gone.includes(activeId)) return
    const { items } = this.#list
    const at = items.findIndex(({ id }) => id === activeId)
    const stays = ({ id }: RunListItem): boolean => !gone.includes(id)
    const next = items.slice(at).find(stays) ?? items.slice(0, Math.max(0, at)).findLast(stays)
    this.#selection.activate(next?.id ?? null)
  }
}

function inParts(runIds: readonly string[]): string[][] {
  return Array.from({ length: Math.ceil(runIds.length / MOST_RUNS_AT_ONCE) }, (_, part) =>
    runIds.slice(part * MOST_RUNS_AT_ONCE, (part + 1) * MOST_RUNS_AT_ONCE)
  )
}

function comesBefore(a: RunListItem, b: RunListItem): boolean {
  if (a.baseline !== b.baseline) return a.baseline
  return Date.parse(a.startedAt) < Date.parse(b.startedAt)
}
