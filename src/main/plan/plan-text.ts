import { amendYaml, yamlOf } from './amend-yaml.ts'

/**
 * A plan document as the text of a file: JSON where its name ends so, otherwise YAML.
 *
 * @param replaced what the file holds now: comments and order of YAML stay
 */
export function planText(document: unknown, fileName: string, replaced: string | null = null): string {
  if (/\.json$/i.test(fileName)) return `${JSON.stringify(document, null, 2)}\n`
  return replaced === null ? yamlOf(document) : amendYaml(replaced, document)
}
