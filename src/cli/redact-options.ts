import { confidences, type Confidence } from '../rules/rule.ts'
import { policyDefaults, recordBytesLeast, type RedactionMode } from '../redact/policy.ts'
import { recordFormats, type RecordFormat } from '../redact/record-format.ts'
import type { LogOptions } from './log.ts'
import { parseByteSize } from './parse-byte-size.ts'
import { usage } from './usage.ts'

/** What all commands that redact have in common, as typed. */
export interface TypedRedactionOptions {
  readonly minConfidence?: string
  readonly strict?: boolean
  readonly config?: string
  readonly rules?: readonly string[]
  readonly known?: string
  readonly knownFrom?: readonly string[]
  readonly knownFromPartial?: boolean
  readonly mode?: readonly string[]
  readonly maxRecord?: string
  readonly inputFormat?: string
  readonly quiet?: boolean
  readonly verbose?: boolean
  readonly logFormat?: string
}

/** What all commands that redact have in common, as built. */
export interface RedactionOptions {
  /** `undefined`: as configured. */
  readonly minConfidence: Confidence | undefined
  readonly configurationPath: string | undefined
  readonly ruleFiles: readonly string[]
  readonly knownPath: string | undefined
  /** Sources of known values as `stanch inventory import` takes them, each with its own options. */
  readonly knownSources: readonly string[]
  /** What cannot be read of them may pass unmasked. */
  readonly takesPartialSources: boolean
  /** Of rules that are not to get a token; `*` names all others. */
  readonly modes: ReadonlyMap<string, RedactionMode>
  readonly recordBytesMax: number
  /** `undefined`: as each record looks. */
  readonly format: RecordFormat | undefined
  readonly quiet: boolean
  readonly log: LogOptions
}

/** @throws StanchError `USAGE` */
export function buildRedactionOptions(typed: TypedRedactionOptions): RedactionOptions {
  if (typed.strict && typed.minConfidence !== undefined) {
    throw usage('--strict is --min-confidence low: give one of them.')
  }
  return {
    minConfidence: typed.strict ? 'low' : parseConfidence(typed.minConfidence),
    configurationPath: typed.config,
    ruleFiles: typed.rules ?? [],
    knownPath: typed.known,
    knownSources: typed.knownFrom ?? [],
    takesPartialSources: typed.knownFromPartial ?? false,
    modes: new Map((typed.mode ?? []).map(parseMode)),
    recordBytesMax: parseRecordMax(typed.maxRecord),
    format: parseFormat(typed.inputFormat),
    quiet: typed.quiet ?? false,
    log: {
      format: typed.logFormat === 'json' ? 'json' : 'text',
      level: typed.verbose ? 'debug' : typed.quiet ? 'error' : 'info',
    },
  }
}

function parseConfidence(name: string | undefined): Confidence | undefined {
  if (name === undefined) return undefined
  const known = confidences.find((confidence) => confidence === name)
  if (known) return known
  throw usage(`--min-confidence: expected ${confidences.join(' or ')}, got "${name}".`)
}

const plainModes = ['token', 'partial', 'remove', 'drop'] as const

/** `MODE`, or `RULE=MODE`; `fixed:TEXT` is a mode. */
function parseMode(text: string): [string, RedactionMode] {
  const [, rule = '*', mode = ''] = /^(?:([^=:]+)=)?(.*)$/s.exec(text)!
  const plain = plainModes.find((known) => known === mode)
  if (plain) return [rule, plain]
  const fixed = /^fixed:([\x20-\x7e]{0,64})$/.exec(mode)?.[1]
  if (fixed === undefined || /["\\]/.test(fixed)) {
    throw usage(
      `--mode: expected [RULE=]token, partial, remove, drop or fixed:TEXT (ASCII without " and \\), got "${text}".`,
    )
  }
  return [rule, { fixed }]
}

function parseFormat(name: string | undefined): RecordFormat | undefined {
  if (name === undefined || name === 'auto') return undefined
  const known = recordFormats.find((format) => format === name)
  if (known) return known
  throw usage(`--input-format: expected auto, ${recordFormats.join(', ')}, got "${name}".`)
}

function parseRecordMax(typed: string | undefined): number {
  if (typed === undefined) return policyDefaults.recordBytesMax
  const bytes = parseByteSize(typed, '--max-record')
  if (bytes >= recordBytesLeast && bytes <= 1 << 28) return bytes
  throw usage(`--max-record: expected a size from 256K to 256M, got "${typed}".`)
}
