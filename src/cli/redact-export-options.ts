import type { RedactionMode } from '../redact/policy.ts'
import { parseExportFormat } from './export-options.ts'
import {
  buildRedactionOptions,
  type RedactionOptions,
  type TypedRedactionOptions,
} from './redact-options.ts'
import { usage } from './usage.ts'

/** `stanch redact export` as typed. */
export interface TypedRedactExportOptions extends TypedRedactionOptions {
  readonly format?: string
  readonly keepExportTokens?: boolean
  readonly force?: boolean
}

/** `stanch redact export` as built. */
export interface RedactExportOptions {
  readonly redaction: RedactionOptions
  /** Of the report on standard output. */
  readonly reportFormat: 'text' | 'json'
  /** Of all files; undefined: known from the content of each. */
  readonly exportFormat: string | undefined
  readonly keepsExportTokens: boolean
  readonly isForced: boolean
}

/** @throws StanchError `USAGE` */
export function buildRedactExportOptions(typed: TypedRedactExportOptions): RedactExportOptions {
  const { inputFormat, ...others } = typed
  const redaction = buildRedactionOptions(others)
  for (const mode of redaction.modes.values()) assertFits(mode)
  return {
    redaction,
    reportFormat: parseReportFormat(typed.format),
    exportFormat: parseExportFormat(inputFormat),
    keepsExportTokens: typed.keepExportTokens ?? false,
    isForced: typed.force ?? false,
  }
}

/** Markup, cells of a table and quoted-printable text would be broken by the others. */
const fitting = /^[\w .:*()[\]{}#@!+~^/$%?-]*$/

function assertFits(mode: RedactionMode): void {
  if (mode === 'drop') {
    throw usage(
      '--mode drop: an export keeps its records; expected token, partial, remove or fixed:TEXT.',
    )
  }
  if (typeof mode === 'object' && !fitting.test(mode.fixed)) {
    throw usage(
      '--mode fixed: in HTML, XML, tables or mail it would be more than a text; ' +
        `expected one without quotes and < > & = , ; | \`, got "${mode.fixed}".`,
    )
  }
}

function parseReportFormat(name: string | undefined): 'text' | 'json' {
  if (name === undefined || name === 'text') return 'text'
  if (name === 'json') return 'json'
  throw usage(`--format: expected text or json, got "${name}".`)
}
