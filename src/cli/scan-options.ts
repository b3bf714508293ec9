import { confidences, type Confidence } from '../rules/rule.ts'
import type { GitOptions } from './git-options.ts'
import type { LogOptions } from './log.ts'
import {
  buildOutputOptions,
  type OutputOptions,
  type TypedOutputOptions,
} from './output-options.ts'
import { usage } from './usage.ts'

/** `stanch scan` as typed. */
export interface TypedScanOptions extends TypedOutputOptions {
  readonly minConfidence?: string
  readonly ignore: boolean
  readonly config?: string
  readonly rules?: readonly string[]
  readonly threads?: string
  readonly validate?: boolean
  readonly validateHosts?: readonly string[]
  readonly suppress?: boolean
  readonly owner?: string
  readonly reason?: string
  readonly expires?: string
  readonly inventory?: string
  readonly tenant?: string
  readonly quiet?: boolean
  readonly verbose?: boolean
  readonly logFormat?: string
}

/** `stanch scan` as built. */
export interface ScanOptions extends OutputOptions {
  readonly paths: readonly string[]
  /** `undefined`: as configured. */
  readonly minConfidence: Confidence | undefined
  readonly noIgnore: boolean
  readonly configurationPath: string | undefined
  /** Own rule files, besides those that are configured. */
  readonly ruleFiles: readonly string[]
  readonly threads: number | undefined
  /** Set when providers are asked whether what is found works: those of these hosts only, if there are any. */
  readonly validate: { readonly hosts: readonly string[] | undefined } | undefined
  readonly suppress: SuppressRequest | undefined
  /** Which inventory is asked whose secrets are; `undefined`: as configured. */
  readonly inventory: { readonly store: string | undefined; readonly tenant: string | undefined }
  readonly quiet: boolean
  readonly log: LogOptions
  /** Set when the paths are exports of chats or transcripts; `undefined` in it: the format is known from the content. */
  readonly export?: { readonly format: string | undefined }
  /** Set when a repository's history is to be scanned instead of paths. */
  readonly git?: GitOptions
}

export interface SuppressRequest {
  readonly owner: string
  readonly reason: string
  /** `YYYY-MM-DD`; `undefined`: 90 days from today. */
  readonly expires: string | undefined
}

/** @throws StanchError `USAGE` naming the option, what was expected and what was given */
export function buildScanOptions(paths: readonly string[], typed: TypedScanOptions): ScanOptions {
  return {
    paths: paths.length > 0 ? paths : ['.'],
    ...buildOutputOptions(typed),
    minConfidence:
      typed.minConfidence === undefined ? undefined : parseConfidence(typed.minConfidence),
    noIgnore: !typed.ignore,
    configurationPath: typed.config,
    ruleFiles: typed.rules ?? [],
    threads: typed.threads === undefined ? undefined : parseThreads(typed.threads),
    validate: buildValidate(typed),
    suppress: buildSuppress(typed),
    inventory: { store: typed.inventory, tenant: typed.tenant },
    quiet: typed.quiet ?? false,
    log: {
      format: parseChoice(typed.logFormat ?? 'text', ['text', 'json'], '--log-format'),
      level: typed.verbose ? 'debug' : typed.quiet ? 'error' : 'info',
    },
  }
}

function buildValidate({ validate, validateHosts }: TypedScanOptions): ScanOptions['validate'] {
  if (!validate) {
    if (validateHosts !== undefined) throw usage('--validate-hosts goes with --validate.')
    return undefined
  }
  const hosts = validateHosts?.flatMap((one) => one.toLowerCase().split(','))
  const strange = hosts?.find((host) => !/^[a-z0-9.[\]-]+(?::\d+)?$/.test(host))
  if (strange !== undefined)
    throw usage(`--validate-hosts: expected a host such as api.github.com, got "${strange}".`)
  return { hosts }
}

function buildSuppress(typed: TypedScanOptions): SuppressRequest | undefined {
  if (!typed.suppress) {
    const stray = (['owner', 'reason', 'expires'] as const).find(
      (name) => typed[name] !== undefined,
    )
    if (stray) throw usage(`--${stray} goes with --suppress.`)
    return undefined
  }
  const { owner, reason, expires } = typed
  if (!owner?.trim() || !reason?.trim()) {
    throw usage(
      '--suppress wants --owner NAME and --reason TEXT: who answers for it, and why it may stay.',
    )
  }
  if (expires !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(expires)) {
    throw usage(`--expires: expected a day such as 2027-01-31, got "${expires}".`)
  }
  return { owner: owner.trim(), reason: reason.trim(), expires }
}

function parseConfidence(name: string): Confidence {
  return parseChoice(name, confidences, '--min-confidence')
}

function parseChoice<T extends string>(value: string, choices: readonly T[], option: string): T {
  const choice = choices.find((known) => known === value)
  if (choice === undefined)
    throw usage(`${option}: expected ${choices.join(' or ')}, got "${value}".`)
  return choice
}

function parseThreads(typed: string): number {
  const threads = Number(typed)
  if (Number.isInteger(threads) && threads >= 1 && threads <= 256) return threads
  throw usage(`--threads: expected a whole number from 1 to 256, got "${typed}".`)
}
