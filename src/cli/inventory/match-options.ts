import { usage } from '../usage.ts'

/** `stanch inventory match` as typed. */
export interface TypedMatchOptions {
  readonly store?: string
  readonly tenant?: string
  readonly config?: string
  readonly null?: boolean
  readonly update?: boolean
  readonly hmsl?: boolean
  readonly format?: string
}

const formats = ['text', 'json', 'jsonl'] as const

/** `stanch inventory match` as built. */
export interface MatchOptions {
  readonly store: string | undefined
  readonly tenant: string | undefined
  readonly configurationPath: string | undefined
  readonly separator: 'line' | 'nul'
  readonly updates: boolean
  readonly asksUnkeyed: boolean
  readonly format: (typeof formats)[number]
}

/** @throws StanchError `USAGE`; it does not repeat an argument, which could be a secret */
export function buildMatchOptions(
  source: string | undefined,
  typed: TypedMatchOptions,
): MatchOptions {
  if (source !== undefined && source !== '-') {
    throw usage(
      'inventory match: expected values on standard input (-), got one as an argument: others on this machine can ' +
        'read arguments. Pipe it: stanch inventory match - < file',
    )
  }
  const format = formats.find((known) => known === (typed.format ?? 'text'))
  if (format === undefined)
    throw usage(`--format: expected ${formats.join(', ')}, got "${typed.format}".`)
  return {
    store: typed.store,
    tenant: typed.tenant,
    configurationPath: typed.config,
    separator: typed.null ? 'nul' : 'line',
    updates: typed.update ?? false,
    asksUnkeyed: typed.hmsl ?? false,
    format,
  }
}
