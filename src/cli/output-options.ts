import { isReportFormat, reportFormats, type ReportFormat } from '../report/load-report.ts'
import { usage } from './usage.ts'

/** Where results go, as typed. */
export interface TypedOutputOptions {
  readonly format?: string
  readonly report?: readonly string[]
  readonly allPlaces?: boolean
}

/** Where results go, as built. */
export interface OutputOptions {
  /** On standard output. */
  readonly format: ReportFormat
  readonly reports: readonly { readonly format: ReportFormat; readonly path: string }[]
  readonly allPlaces: boolean
  /** Tells of each run of an agent, or channel, what it got to know and how. */
  readonly byRun?: boolean
}

/** @throws StanchError `USAGE` */
export function buildOutputOptions(typed: TypedOutputOptions): OutputOptions {
  return {
    format: parseFormat(typed.format ?? 'text', '--format'),
    reports: (typed.report ?? []).map(parseReport),
    allPlaces: typed.allPlaces ?? false,
  }
}

function parseReport(typed: string): { format: ReportFormat; path: string } {
  const colon = typed.indexOf(':')
  if (colon < 1 || colon === typed.length - 1) {
    throw usage(`--report: expected FORMAT:FILE such as sarif:stanch.sarif, got "${typed}".`)
  }
  return { format: parseFormat(typed.slice(0, colon), '--report'), path: typed.slice(colon + 1) }
}

function parseFormat(name: string, option: string): ReportFormat {
  if (isReportFormat(name)) return name
  throw usage(`${option}: expected one of ${reportFormats.join(', ')}, got "${name}".`)
}
