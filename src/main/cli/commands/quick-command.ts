import { resolve } from 'node:path'
import { Option, type Command } from 'commander'
import { MAX_VUS } from '../../../shared/plan/load-limits.ts'
import {
  overridePlan,
  quickOptionOf,
  quickPlan,
  validatePlanDocument,
  withLines,
  type OptionOf,
  type QuickOptions
} from '../../plan/index.ts'
import { addBodyOptions, bodyInputs, type BodyOptions } from '../body-options.ts'
import type { CommandContext } from '../command-context.ts'
import {
  addCertificateOptions,
  addConnectionOptions,
  connectionInputs,
  type CertificateOptions
} from '../connection-options.ts'
import { executeRun } from '../execute-run.ts'
import { header } from '../header-option.ts'
import { durationMs, ratePerSecond, wholeNumber } from '../option-values.ts'
import { requirePlanInputs } from '../plan-inputs.ts'
import { refusePlan } from '../plan-problems.ts'
import { addRunOptions, type RunOptions } from '../shared-options.ts'

interface QuickCommandOptions extends RunOptions, CertificateOptions, BodyOptions {
  readonly connections: number
  readonly duration?: number
  readonly z?: number
  readonly requests?: number
  readonly rate?: number
  readonly q?: number
  readonly method?: string
  readonly header?: Readonly<Record<string, string>>
  readonly timeout?: number
  readonly unixSocket?: string
  readonly disableKeepalive?: true
}

const HELP = `
Examples:
  $ loadgale quick http://127.0.0.1:8080/items
  $ loadgale quick -c 100 -d 30s http://127.0.0.1:8080/items
  $ loadgale quick -n 10000 127.0.0.1:8080/fast             so many requests, as fast as they go
  $ loadgale quick -r 500 -d 1m 127.0.0.1:8080/items        500 requests each second, come what may
  $ loadgale quick -m POST -H 'content-type: application/json' -b '{"user":"ada"}' 127.0.0.1:8080/login
  $ loadgale quick -F title=Sea -F photo=@sea.jpg 127.0.0.1:8080/albums
  $ loadgale quick -T disk.img -u ada:secret 127.0.0.1:8080/files/disk.img

Without -r each connection sends its next request when it has the response to the last one; a service that stalls
then gets fewer requests, and the stall shows in fewer figures. With -r the requests come at their times.
`

export function addQuickCommand(program: Command, context: CommandContext): void {
  const command = program
    .command('quick')
    .summary('load one URL, no plan needed')
    .description(
      'Sends one request over and over, as hey, wrk, autocannon and oha do; 50 connections for 10 s.'
    )
    .argument('<url>', 'http:// is assumed where no scheme is given')
    .option('-c, --connections <n>', 'connections, which are virtual users', wholeNumber(1, MAX_VUS), 50)
    .option(
      '-d, --duration <time>',
      'how long, e.g. 30s or 1m (default: 10s); a plain number is seconds',
      durationMs
    )
    .addOption(new Option('-z <time>', 'the same as --duration').argParser(durationMs))
    .option(
      '-n, --requests <n>',
      'so many requests in all; with -d whichever is reached first',
      wholeNumber(1, Number.MAX_SAFE_INTEGER)
    )
    .option('-r, --rate <n>', 'requests for each second in all', ratePerSecond)
    .addOption(new Option('-q <n>', 'the same as --rate').argParser(ratePerSecond))
    .option('-m, --method <method>', 'GET, or POST where there is a body')
    .option('-H, --header <line>', '"Name: value"; may be repeated, also with the same name', header)
    .option('--timeout <time>', 'for each request (default: 60s)', durationMs)
    .option('--unix-socket <path>', 'connect over this Unix socket, whatever the host of the URL')
    .option('--disable-keepalive', 'a new connection for each request')
  addBodyOptions(command)
  addConnectionOptions(command)
  addCertificateOptions(command)
  addRunOptions(command)
    .addHelpText('after', HELP)
    .action(async (url: string, options: QuickCommandOptions) => {
      const { overrides, env } = connectionInputs(options)
      const body = bodyInputs(options)
      const made = quickPlan({ ...quickOptions(url, options), request: body.request })
      const overridden = overridePlan(made, {
        ...(options.name !== undefined && { name: options.name }),
        ...(options.tag !== undefined && { tags: options.tag }),
        ...overrides
      })
      const { document } = overridden
      const ofRequest = quickOptionOf(body.option)
      const optionOf: OptionOf = (path) => overridden.optionOf(path) ?? ofRequest(path)
      const parsed = validatePlanDocument(document)
      if (!parsed.valid) {
        return refusePlan(
          url,
          withLines(parsed.problems, () => null, optionOf),
          context.io.stderr
        )
      }
      const { plan } = parsed
      const source = { name: url, folder: process.cwd(), env: { ...options.env, ...env, ...body.env } }
      const inputs = await requirePlanInputs(plan, { ...source, optionOf }, context.io)
      context.exitWith(await executeRun({ plan, document, ...inputs }, options, context))
    })
}

function quickOptions(url: string, options: QuickCommandOptions): QuickOptions {
  const { connections, requests, method, timeout } = options
  const duration = options.duration ?? options.z
  const rate = options.rate ?? options.q
  return {
    url: /^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? url : `http://${url}`,
    connections,
    ...(duration !== undefined && { durationMs: duration }),
    ...(requests !== undefined && { requests }),
    ...(rate !== undefined && { ratePerSecond: rate }),
    ...(options.header !== undefined && { headers: options.header }),
    ...(method !== undefined && { method }),
    ...(timeout !== undefined && { timeoutMs: timeout }),
    ...(options.unixSocket !== undefined && { unixSocket: resolve(options.unixSocket) }),
    ...(options.disableKeepalive === true && { keepAlive: false })
  }
}
