import { stringify } from 'yaml'

/** A plan document as the text of a file: JSON where its name ends so, otherwise YAML. */
export function planText(document: unknown, fileName: string): string {
  if (/\.json$/i.test(fileName)) return `${JSON.stringify(document, null, 2)}\n`
  return planYaml(document)
}

export function planYaml(document: unknown): string {
  return stringify(document, { lineWidth: 0, aliasDuplicateObjects: false })
}
