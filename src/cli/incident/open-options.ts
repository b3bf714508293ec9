import { severities, type Severity } from '../../rules/rule.ts'
import { assertFormat } from '../inventory/assert-format.ts'
import { usage } from '../usage.ts'
import type { TypedIncidentOptions } from './with-incidents.ts'

/** `stanch incident open` as typed. */
export interface TypedOpenOptions extends TypedIncidentOptions {
  readonly webhook?: true
  readonly header?: readonly string[]
  readonly finding?: readonly string[]
  readonly minSeverity?: string
  readonly valueStdin?: true
  readonly keyId?: string
  readonly provider?: string
  readonly rule?: string
  readonly group?: string
  readonly publicSince?: string
  readonly root?: string
  readonly format?: string
}

/** What an incident is opened from. */
export type OpenFrom =
  | {
      readonly kind: 'report'
      /** A file, or `-`. */
      readonly file: string
      readonly picks: readonly string[]
      readonly minSeverity: Severity | undefined
    }
  | {
      readonly kind: 'webhook'
      readonly file: string
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string>>
    }
  | {
      readonly kind: 'value'
      readonly rule: string | undefined
      readonly provider: string | undefined
    }
  | {
      readonly kind: 'key-id'
      readonly keyId: string
      readonly rule: string | undefined
      readonly provider: string | undefined
    }

/** `stanch incident open` as built. */
export interface OpenCommandOptions extends TypedIncidentOptions {
  readonly from: OpenFrom
  readonly group: string | undefined
  /** ISO 8601. */
  readonly publicSince: string | undefined
  readonly root: string
  readonly format: 'text' | 'json'
}

const groupPattern = /^[\p{L}\p{N}][\p{L}\p{N} ._:#/-]{0,79}$/u

/** @throws StanchError `USAGE` */
export function buildOpenOptions(
  file: string | undefined,
  typed: TypedOpenOptions,
  nowMs: number,
): OpenCommandOptions {
  const { store, tenant, config, group, root = '.', format = 'text' } = typed
  assertFormat(format, ['text', 'json'])
  if (group !== undefined && !groupPattern.test(group))
    throw usage('--group: expected a name of at most 80 letters, digits, blanks and . _ : # / -.')
  return {
    store,
    tenant,
    config,
    from: fromOf(file, typed),
    group,
    publicSince: typed.publicSince === undefined ? undefined : timeOf(typed.publicSince, nowMs),
    root,
    format: format === 'json' ? 'json' : 'text',
  }
}

function fromOf(file: string | undefined, typed: TypedOpenOptions): OpenFrom {
  const {
    webhook,
    valueStdin,
    keyId,
    finding = [],
    minSeverity,
    header = [],
    provider,
    rule,
  } = typed
  const ways = [file !== undefined, valueStdin === true, keyId !== undefined].filter(Boolean).length
  if (ways !== 1) throw usage(howMany(ways))
  if (file === undefined || webhook) {
    if (finding.length > 0 || minSeverity !== undefined)
      throw usage('--finding and --min-severity choose among the secrets of a scan report.')
  }
  if (webhook && file === undefined)
    throw usage('--webhook: expected the file of the payload, or - for standard input.')
  if (header.length > 0 && !webhook) throw usage('--header belongs to --webhook.')
  if ((provider !== undefined || rule !== undefined) && file !== undefined)
    throw usage('--provider and --rule belong to --key-id and --value-stdin.')
  if (keyId !== undefined) return { kind: 'key-id', keyId, rule, provider }
  if (valueStdin) return { kind: 'value', rule, provider }
  if (webhook) return { kind: 'webhook', file: file!, headers: headersOf(header) }
  return { kind: 'report', file: file!, picks: finding, minSeverity: severityOf(minSeverity) }
}

function howMany(ways: number): string {
  const got = ways === 0 ? 'got nothing' : 'got more than one'
  return (
    `incident open: expected one of a scan report (a file, or -), --value-stdin and --key-id ID; ${got}.\n` +
    'A report is made by: stanch scan --format json . > scan.json'
  )
}

function severityOf(typed: string | undefined): Severity | undefined {
  if (typed === undefined) return undefined
  const known = severities.find((severity) => severity === typed)
  if (known !== undefined) return known
  throw usage(`--min-severity: expected one of ${severities.join(', ')}, got another word.`)
}

function headersOf(typed: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    typed.map((line) => {
      const [, name, value] = /^([!-9;-~]+):\s*([ -~]*?)\s*$/.exec(line) ?? []
      if (name === undefined) throw usage("--header: expected 'Name: value'.")
      return [name.toLowerCase(), value!]
    }),
  )
}

/** A day or a time; a day begins at midnight, UTC. */
function timeOf(typed: string, nowMs: number): string {
  const isTime = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[-+]\d\d:\d\d))?$/.test(
    typed,
  )
  const ms = isTime ? Date.parse(typed) : NaN
  if (Number.isNaN(ms))
    throw usage(
      '--public-since: expected a day or a time, as 2026-11-20 or 2026-11-20T14:30:00Z; got another text.',
    )
  if (ms > nowMs) throw usage('--public-since: expected a time in the past, got one to come.')
  return new Date(ms).toISOString()
}
