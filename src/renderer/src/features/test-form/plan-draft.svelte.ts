import { createContext } from 'svelte'
import { parseDocumentPath } from '../../../../shared/plan/document-path.ts'
import { checkForm, type FormCheck, type FormProblem } from './form-problems.ts'
import { NETWORK_KEYS } from './network-form.ts'
import type { Undo } from './offer-undo.ts'
import { freeName, newPlanForm, newScenario, type PlanForm, type ScenarioForm } from './plan-form.ts'
import type { FieldId } from './problem-fields.ts'
import { draftToSave, type DraftPlace, type SavedDraft } from './saved-draft.ts'
import { toDocument } from './to-document.ts'
import { keepIdentity, type TextFormat, type TextMistake, type TypedText } from './typed-text.ts'
import { findUnshown, removeUnshown } from './unshown-keys.ts'

const PLAN_TABS = ['thresholds', 'shared', 'network', 'document'] as const
const STEP_TABS = ['headers', 'auth', 'body', 'checks', 'extract', 'options', 'response'] as const
export type StepTab = (typeof STEP_TABS)[number]

/** The fields of a request on the tab of the same name. */
export const REQUEST_OPTIONS = [
  'expectStatus',
  'timeout',
  'connectTimeout',
  'firstByteTimeout',
  'redirects',
  'unixSocket'
] as const

/**
 * The plan in the editor: the form, the document that it stands for, what is wrong with it, and which part of it is
 * on screen. `check` is always that of the text as it stands. What is shown of it comes with a moment's delay
 * (`settle`), so that nothing turns red in the middle of a word; what is mended disappears at once.
 */
export class PlanDraft {
  form = $state<PlanForm>(newPlanForm())
  /** Id of a scenario, or one of PLAN_TABS. */
  tab = $state('')
  stepId = $state('')
  stepTab = $state<StepTab>('headers')
  /** The path of the file that it was opened from or saved to last; empty for none. */
  file = $state('')

  readonly document = $derived(toDocument(this.form))
  readonly #documentJson = $derived(JSON.stringify(this.document))
  #typed = $state.raw<TypedText | null>(null)
  /** The text that somebody typed for the plan, until the form has moved on from it. */
  readonly typed: TypedText | null = $derived.by(() => {
    const typed = this.#typed
    return typed?.state === 'taken' && typed.base !== this.#documentJson ? null : typed
  })
  readonly check: FormCheck = $derived(checkForm(this.form, this.document, this.typed))
  readonly shownProblems: readonly FormProblem[] = $derived(
    this.check.problems.filter(({ field }) => this.#settled?.problems.some((known) => known.field === field))
  )
  /** What this machine cannot give the plan; only the main process knows it. */
  machineWarnings = $state.raw<readonly FormProblem[]>([])
  #settled = $state.raw<FormCheck | null>(null)
  /** Which plan it is: stays the same while it is edited. */
  #plan = {}

  constructor() {
    this.#stayOnScreen()
    this.settle()
  }

  get scenarioIndex(): number {
    return this.form.scenarios.findIndex(({ id }) => id === this.tab)
  }

  get fileName(): string {
    return fileNameOf(this.file)
  }

  get place(): DraftPlace {
    return { tab: this.tab, stepId: this.stepId, file: this.file }
  }

  /** From now on everything that is wrong at this moment is shown. */
  settle(): void {
    this.#settled = this.check
  }

  problemAt(field: FieldId): string | null {
    return messageAt(this.shownProblems, field)
  }

  warningAt(field: FieldId): string | null {
    return messageAt(this.check.warnings, field)
  }

  /** How many problems are shown at fields whose id begins with this one. */
  problemCount(field: FieldId): number {
    return this.shownProblems.filter(
      (problem) => problem.field === field || problem.field.startsWith(`${field}.`)
    ).length
  }

  toSave(): SavedDraft {
    return draftToSave($state.snapshot(this.form), this.place, this.typed)
  }

  /** Replaces everything and shows its first scenario, or the place where its user left it. */
  open(form: PlanForm, place: DraftPlace, typed: TypedText | null = null): void {
    this.#plan = {}
    this.form = form
    this.#typed = typed
    this.tab = place.tab
    this.stepId = place.stepId
    this.file = place.file
    this.stepTab = 'headers'
    this.#stayOnScreen()
    this.settle()
  }

  /** Opens another plan; gives the way back to this one as it was. */
  replace(form: PlanForm, file: string): Undo {
    const before = this.toSave()
    const plan = this.#plan
    this.open(form, { tab: '', stepId: '', file })
    return () => {
      this.open(before.form, before.place, before.typed)
      this.#plan = plan
      return true
    }
  }

  addScenario(): void {
    const name = freeName(
      'scenario',
      this.form.scenarios.map((scenario) => scenario.name)
    )
    const scenario = newScenario(name)
    this.form.scenarios.push(scenario)
    this.showScenario(scenario)
  }

  removeScenario(index: number): Undo | null {
    const [removed] = this.form.scenarios.splice(index, 1)
    if (removed === undefined) return null
    const plan = this.#plan
    this.#stayOnScreen()
    return () => {
      if (this.#plan !== plan) return false
      this.form.scenarios.splice(Math.min(index, this.form.scenarios.length), 0, removed)
      this.showScenario(removed)
      return true
    }
  }

  removeStep(id: string): Undo | null {
    const scenario = this.scenarioOfStep(id)
    const index = scenario?.flow.findIndex((step) => step.id === id) ?? -1
    const [removed] = index < 0 ? [] : (scenario?.flow.splice(index, 1) ?? [])
    if (scenario === undefined || removed === undefined) return null
    const plan = this.#plan
    this.stepId = (scenario.flow[index] ?? scenario.flow[index - 1])?.id ?? ''
    return () => {
      const flow = this.form.scenarios.find((other) => other.id === scenario.id)?.flow
      if (this.#plan !== plan || flow === undefined) return false
      flow.splice(Math.min(index, flow.length), 0, removed)
      this.showStep(id)
      return true
    }
  }

  /** Takes a place of the document out of the form that no control shows. */
  removeUnshown(path: string): Undo | null {
    const place = findUnshown(this.form, parseDocumentPath(path))
    if (place === null) return null
    const plan = this.#plan
    const putBack = removeUnshown(this.form, place)
    return () => this.#plan === plan && putBack(this.form)
  }

  typeText(text: string, format: TextFormat): void {
    const { typed } = this
    const base = typed === null ? this.#documentJson : typed.base
    this.#typed = { text, format, base, state: 'unread', mistake: typed?.mistake ?? null }
  }

  refuseText(mistake: TextMistake): void {
    if (this.#typed !== null) this.#typed = { ...this.#typed, state: 'refused', mistake }
  }

  /** Takes over what was read from the text. Gives the way back where the form was changed while it was wrong. */
  takeText(form: PlanForm): Undo | null {
    const typed = this.#typed
    if (typed === null) return null
    const before = typed.base === this.#documentJson ? null : $state.snapshot(this.form)
    const plan = this.#plan
    this.form = keepIdentity(form, this.form)
    this.#stayOnScreen()
    this.#typed = { ...typed, base: this.#documentJson, state: 'taken', mistake: null }
    if (before === null) return null
    return () => {
      if (this.#plan !== plan) return false
      this.form = before
      this.#stayOnScreen()
      return true
    }
  }

  /** Goes back to the text that the form stands for. */
  dropText(): Undo {
    const typed = this.#typed
    const plan = this.#plan
    this.#typed = null
    return () => {
      if (this.#plan !== plan) return false
      this.#typed = typed
      this.tab = 'document'
      return true
    }
  }

  scenarioOfStep(id: string): ScenarioForm | undefined {
    return this.form.scenarios.find(({ flow }) => flow.some((step) => step.id === id))
  }

  /** Shows a step, with the scenario that it is a part of. */
  showStep(id: string): void {
    this.tab = this.scenarioOfStep(id)?.id ?? this.tab
    this.stepId = id
  }

  showScenario(scenario: ScenarioForm): void {
    this.tab = scenario.id
    this.stepId = scenario.flow[0]?.id ?? ''
  }

  showTab(tab: string): void {
    const scenario = this.form.scenarios.find(({ id }) => id === tab)
    if (scenario === undefined) this.tab = tab
    else if (tab !== this.tab) this.showScenario(scenario)
  }

  /** Brings the part of the form with this field on screen. */
  reveal(field: FieldId): void {
    const [first, index, part, step, key] = field.split('.')
    if (first === 'thresholds' || first === 'document') this.tab = first
    else if (first === 'variables' || first === 'tags' || first === 'defaults') this.tab = 'shared'
    else if (NETWORK_KEYS.some((key) => key === first)) this.tab = 'network'
    else if (first !== 'scenarios') return
    const scenario = this.form.scenarios[Number(index)]
    if (first !== 'scenarios' || scenario === undefined) return
    if (this.tab !== scenario.id) this.showScenario(scenario)
    if (part !== 'flow') return
    this.stepId = scenario.flow[Number(step)]?.id ?? this.stepId
    this.stepTab = stepTabOf(key) ?? this.stepTab
  }

  /** What was shown may be gone. */
  #stayOnScreen(): void {
    const scenario = this.form.scenarios.find(({ id }) => id === this.tab)
    if (scenario === undefined) {
      const [first] = this.form.scenarios
      if (PLAN_TABS.some((tab) => tab === this.tab)) return
      if (first === undefined) this.tab = 'thresholds'
      else this.showScenario(first)
    } else if (!scenario.flow.some(({ id }) => id === this.stepId)) this.showScenario(scenario)
  }
}

export const [useDraft, provideDraft] = createContext<PlanDraft>()

export function fileNameOf(path: string): string {
  return path.split(/[\\/]/).at(-1) ?? ''
}

function stepTabOf(key: string | undefined): StepTab | null {
  if (REQUEST_OPTIONS.some((option) => option === key)) return 'options'
  return STEP_TABS.find((tab) => tab === key) ?? null
}

function messageAt(problems: readonly FormProblem[], field: FieldId): string | null {
  return problems.find((problem) => problem.field === field)?.message ?? null
}
