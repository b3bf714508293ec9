import type { MetricsTarget } from '../stream/filter/publish-metrics.ts'
import { pumpDefaults } from '../stream/filter/pump.ts'
import {
  buildRedactionOptions,
  type RedactionOptions,
  type TypedRedactionOptions,
} from './redact-options.ts'
import { usage } from './usage.ts'

/** `stanch redact` as typed. */
export interface TypedFilterOptions extends TypedRedactionOptions {
  readonly in?: string
  readonly out?: string
  readonly shadow?: boolean
  readonly explain?: boolean
  readonly findings?: string
  readonly quarantine?: string
  readonly recipient?: string
  readonly metrics?: string
  readonly maxHold?: string
}

/** `stanch redact` as built. */
export interface FilterOptions extends RedactionOptions {
  /** Standard input and output when undefined. */
  readonly input: string | undefined
  readonly output: string | undefined
  /** `mask`: what a filter does. `shadow`: bytes pass, what would be masked is told. `explain`: only that. */
  readonly purpose: 'mask' | 'shadow' | 'explain'
  /** A file, or the number of an open file. */
  readonly findings: string | number | undefined
  readonly quarantine: { readonly directory: string; readonly recipient: string } | undefined
  readonly metrics: MetricsTarget | undefined
  readonly holdMs: number
}

/** @throws StanchError `USAGE` */
export function buildFilterOptions(typed: TypedFilterOptions): FilterOptions {
  if (typed.shadow && typed.explain) throw usage('--shadow and --explain exclude each other.')
  if (typed.explain && typed.out !== undefined) {
    throw usage('--explain writes no redacted output: leave out --out.')
  }
  if (typed.out !== undefined && typed.shadow) {
    throw usage('--shadow changes nothing: leave out --out.')
  }
  if (typed.out !== undefined && typed.in === undefined) {
    throw usage(
      '--out goes with --in; for standard input, let the shell write: stanch redact > FILE.',
    )
  }
  return {
    ...buildRedactionOptions(typed),
    input: typed.in,
    output: typed.out,
    purpose: typed.shadow ? 'shadow' : typed.explain ? 'explain' : 'mask',
    findings: typed.findings === undefined ? undefined : parseFindings(typed.findings),
    quarantine: buildQuarantine(typed),
    metrics: typed.metrics === undefined ? undefined : parseMetrics(typed.metrics),
    holdMs: parseHold(typed.maxHold),
  }
}

function buildQuarantine({
  quarantine,
  recipient,
}: TypedFilterOptions): FilterOptions['quarantine'] {
  if (quarantine === undefined && recipient === undefined) return undefined
  if (quarantine === undefined || recipient === undefined) {
    throw usage(
      '--quarantine DIR wants --recipient age1…, who can read what is kept there, and the other way.',
    )
  }
  return { directory: quarantine, recipient }
}

function parseFindings(typed: string): string | number {
  return /^\d{1,4}$/.test(typed) ? Number(typed) : typed
}

/** `FILE`, or `[HOST]:PORT`. */
export function parseMetrics(typed: string): MetricsTarget {
  const [, host, port] = /^([^/]*):(\d{1,5})$/.exec(typed) ?? []
  if (port === undefined) return { kind: 'file', path: typed }
  if (Number(port) > 65_535) throw usage(`--metrics: expected a port up to 65535, got "${port}".`)
  return { kind: 'port', host: host === '' ? '127.0.0.1' : host!, port: Number(port) }
}

/** @throws StanchError `USAGE` */
export function parseHold(typed: string | undefined): number {
  if (typed === undefined) return pumpDefaults.holdMs
  const ms = Number(typed)
  if (Number.isInteger(ms) && ms >= 1 && ms <= 600_000) return ms
  throw usage(`--max-hold: expected milliseconds from 1 to 600000, got "${typed}".`)
}
