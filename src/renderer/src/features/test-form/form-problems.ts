import { parseDocumentPath } from '../../../../shared/plan/document-path.ts'
import { parsePlan } from '../../../../shared/plan/index.ts'
import type { Plan } from '../../../../shared/plan/plan.ts'
import { fieldLabel } from './field-label.ts'
import { findOwnProblems } from './own-problems.ts'
import type { PlanForm } from './plan-form.ts'
import { compareFields, fieldOfPath, type FieldId } from './problem-fields.ts'
import { textProblem, type TypedText } from './typed-text.ts'
import { findUnshown } from './unshown-keys.ts'

export interface FormProblem {
  readonly tone: 'problem' | 'warning'
  /** Where it is shown; empty for the plan as a whole. */
  readonly field: FieldId
  /** The field in words: "main, step 2, URL". */
  readonly label: string
  readonly message: string
  /** Its place in the document, where no control shows it. */
  readonly unshownPath?: string
}

export interface FormCheck {
  /** Null while there are problems. */
  readonly plan: Plan | null
  readonly problems: readonly FormProblem[]
  readonly warnings: readonly FormProblem[]
}

/** Everything that is wrong with the form, or may be, each at its field, in the order of the form. */
export function checkForm(form: PlanForm, document: unknown, typed: TypedText | null = null): FormCheck {
  const parsing = parsePlan(document)
  const place = (tone: FormProblem['tone'], field: FieldId, message: string): FormProblem => ({
    tone,
    field,
    label: fieldLabel(form, field),
    message
  })
  const own = findOwnProblems(form).map(({ field, message }) => place('problem', field, message))
  const ownFields = new Set(own.map(({ field }) => field))
  const found = parsing.valid
    ? []
    : parsing.problems
        .map(({ path, message }) => ({
          ...place('problem', fieldOfPath(form, path), message),
          ...(findUnshown(form, parseDocumentPath(path)) !== null && { unshownPath: path })
        }))
        // A mistake in the text of a field makes what is said about its meaning void.
        .filter(({ field }) => !ownFields.has(field))
  const warnings = parsing.valid ? parsing.warnings : []
  const untaken = textProblem(typed)
  const text = untaken === null ? [] : [place('problem', 'document', untaken)]
  const problems = [...text, ...own, ...found].sort((a, b) => compareFields(a.field, b.field))
  return {
    plan: parsing.valid && problems.length === 0 ? parsing.plan : null,
    problems,
    warnings: warnings.map(({ path, message }) => place('warning', fieldOfPath(form, path), message))
  }
}
