import { InvalidArgumentError, Option, type Command } from 'commander'
import { parseCurlFormPart } from '../../shared/curl-form.ts'
import { escapeTemplate } from '../../shared/plan/index.ts'
import type { QuickRequest } from '../plan/index.ts'

/** What one request sends and who sends it, with the names that curl has for it. */
export interface BodyOptions {
  readonly body?: string
  readonly dataBinary?: string
  readonly uploadFile?: string
  readonly form?: readonly FormPart[]
  readonly user?: string
  readonly digest?: true
}

/** A part of a multipart body as the plan has it. */
type FormPart = Readonly<Record<string, string>>

interface BodyInputs {
  readonly request: QuickRequest
  /** The one that gave the body. */
  readonly option: string
  /** Values for the references in it. */
  readonly env: Readonly<Record<string, string>>
}

/** The plan is saved, and a password must not be: it goes the way of `-e`. */
const PASSWORD_VARIABLE = 'LOADGALE_PASSWORD'

export function addBodyOptions(command: Command): Command {
  const bodies = [
    new Option('-b, --body <text>', 'body of the request'),
    new Option('--data-binary <text>', 'the same; "@file" sends the file'),
    new Option('-T, --upload-file <file>', 'the file as the body, with PUT unless -m says otherwise'),
    new Option(
      '-F, --form <part>',
      'part of a multipart body: "name=value" or "name=@file", with ";type=" and ";filename="; may be repeated'
    ).argParser(formPart)
  ]
  const names = bodies.map((option) => option.attributeName())
  for (const option of bodies) {
    command.addOption(option.conflicts(names.filter((name) => name !== option.attributeName())))
  }
  return command
    .option(
      '-u, --user <name:password>',
      `basic authentication; without a password that of the variable ${PASSWORD_VARIABLE}`
    )
    .option('--digest', 'digest authentication for -u')
}

export function bodyInputs(options: BodyOptions): BodyInputs {
  const { user, digest } = options
  const content = contentOf(options)
  const option = bodyOptionOf(options)
  if (user === undefined) return { request: content, option, env: {} }
  const colon = user.indexOf(':')
  const username = escapeTemplate(colon < 0 ? user : user.slice(0, colon))
  const credentials = { username, password: `\${env.${PASSWORD_VARIABLE}}` }
  return {
    request: { ...content, auth: digest === true ? { digest: credentials } : { basic: credentials } },
    option,
    env: colon < 0 ? {} : { [PASSWORD_VARIABLE]: user.slice(colon + 1) }
  }
}

function contentOf({ body, dataBinary, uploadFile, form }: BodyOptions): QuickRequest {
  if (form !== undefined) return { method: 'POST', multipart: form }
  if (uploadFile !== undefined) return { method: 'PUT', bodyFile: escapeTemplate(uploadFile) }
  if (dataBinary?.startsWith('@') === true) {
    return { method: 'POST', bodyFile: escapeTemplate(dataBinary.slice(1)) }
  }
  const text = body ?? dataBinary
  return text === undefined ? {} : { method: 'POST', body: escapeTemplate(text) }
}

function bodyOptionOf({ body, uploadFile, form }: BodyOptions): string {
  if (form !== undefined) return '--form'
  if (uploadFile !== undefined) return '--upload-file'
  return body === undefined ? '--data-binary' : '--body'
}

function formPart(text: string, before: readonly FormPart[] = []): FormPart[] {
  const part = parseCurlFormPart(text)
  if (part === null) throw new InvalidArgumentError('Expected "name=value" or "name=@file".')
  const { name, kind, content, filename, contentType } = part
  const texts = Object.entries({ name, [kind]: content, filename, contentType })
  const given = texts.filter(([key, value]) => key === kind || value !== '')
  return [...before, Object.fromEntries(given.map(([key, value]) => [key, escapeTemplate(value)]))]
}
