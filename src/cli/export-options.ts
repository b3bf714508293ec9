import { exportFormats } from '../exports/formats/formats.ts'
import { buildScanOptions, type ScanOptions, type TypedScanOptions } from './scan-options.ts'
import { usage } from './usage.ts'

/** `stanch scan export` as typed. */
export interface TypedExportOptions extends TypedScanOptions {
  readonly inputFormat?: string
  readonly by?: string
}

/** @throws StanchError `USAGE` */
export function buildExportOptions(
  paths: readonly string[],
  typed: TypedExportOptions,
): ScanOptions {
  if (paths.includes('-')) {
    throw usage('scan export: expected files, folders or archives, or /dev/stdin, got "-".')
  }
  return {
    // Nothing of an export is ignored.
    ...buildScanOptions(paths, { ...typed, ignore: false }),
    byRun: parseGrouping(typed.by),
    export: { format: parseExportFormat(typed.inputFormat) },
  }
}

/** @throws StanchError `USAGE` */
export function parseExportFormat(name: string | undefined): string | undefined {
  if (name === undefined || exportFormats.includes(name)) return name
  throw usage(`--input-format: expected one of ${exportFormats.join(', ')}, got "${name}".`)
}

function parseGrouping(name: string | undefined): boolean {
  if (name === undefined || name === 'secret') return false
  if (name === 'run') return true
  throw usage(`--by: expected secret or run, got "${name}".`)
}
