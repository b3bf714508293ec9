import {
  buildFilterOptions,
  type FilterOptions,
  type TypedFilterOptions,
} from './filter-options.ts'
import { parseByteSize } from './parse-byte-size.ts'
import { usage } from './usage.ts'

/** `stanch redact otlp` as typed. */
export interface TypedOtlpOptions extends Omit<
  TypedFilterOptions,
  'in' | 'out' | 'explain' | 'maxHold'
> {
  readonly listen?: string
  readonly forward?: string
  readonly maxBody?: string
  readonly maxInflight?: string
  readonly timeout?: string
}

/** `stanch redact otlp` as built. */
export interface OtlpOptions {
  readonly filter: FilterOptions
  readonly host: string
  /** 0: any that is free. */
  readonly port: number
  readonly forward: URL
  readonly bodyBytesMax: number
  readonly inflightBytesMax: number
  readonly timeoutMs: number
}

const bodyBytesLeast = 1 << 10

/** @throws StanchError `USAGE` */
export function buildOtlpOptions(typed: TypedOtlpOptions): OtlpOptions {
  if (typed.inputFormat !== undefined) throw usage('--input-format: telemetry has its own.')
  const bodyBytesMax = parseByteSize(typed.maxBody ?? '8M', '--max-body')
  const inflightBytesMax = parseByteSize(typed.maxInflight ?? '16M', '--max-inflight')
  if (bodyBytesMax < bodyBytesLeast || bodyBytesMax > 1 << 28) {
    throw usage(`--max-body: expected a size from 1K to 256M, got "${typed.maxBody}".`)
  }
  if (inflightBytesMax < 2 * bodyBytesMax) {
    throw usage('--max-inflight: expected at least twice --max-body, so that requests get through.')
  }
  return {
    filter: buildFilterOptions(typed),
    ...parseAddress(typed.listen ?? '127.0.0.1:4318'),
    forward: parseForward(typed.forward),
    bodyBytesMax,
    inflightBytesMax,
    timeoutMs: parseSeconds(typed.timeout ?? '30') * 1000,
  }
}

/** `HOST:PORT`, `[IPv6]:PORT` or `:PORT`. */
function parseAddress(typed: string): { host: string; port: number } {
  const [, bracketed, plain, digits] =
    /^(?:\[([0-9a-f:.%]+)\]|([^:[\]]*)):(\d{1,5})$/i.exec(typed) ?? []
  const port = Number(digits)
  if (digits === undefined || port > 65_535) {
    throw usage(
      `--listen: expected HOST:PORT such as 127.0.0.1:4318 or [::1]:4318, got "${typed}".`,
    )
  }
  return { host: bracketed ?? (plain || '127.0.0.1'), port }
}

function parseForward(typed: string | undefined): URL {
  if (typed === undefined) throw usage('--forward URL is missing: where redacted telemetry goes.')
  const url = URL.canParse(typed) ? new URL(typed) : undefined
  // What was typed is not shown: it may hold a password.
  if (url?.username || url?.password) {
    throw usage(
      '--forward: expected a URL without user and password: clients send their own headers.',
    )
  }
  if (!url || !/^https?:$/.test(url.protocol) || url.search || url.hash) {
    throw usage('--forward: expected a URL such as http://collector:4318, without query.')
  }
  return url
}

function parseSeconds(typed: string): number {
  const seconds = Number(typed)
  if (/^\d+(?:\.\d+)?$/.test(typed) && seconds >= 0.1 && seconds <= 3600) return seconds
  throw usage(`--timeout: expected seconds from 0.1 to 3600, got "${typed}".`)
}
