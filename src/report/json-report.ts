import { toJson } from './escape-controls.ts'
import { groupRuns } from './group-runs.ts'
import type { ReportOptions } from './report-options.ts'
import type { Report, ScanResult } from './scan-result.ts'

/**
 * `{findings, exposures, coverage}`, version 1 of the contract, with one finding or exposure a
 * line; `runs` only where they were asked for.
 */
export function createJsonReport({ byRun = false }: Pick<ReportOptions, 'byRun'> = {}): Report {
  return { onFinding: () => '', onEnd: (result) => writeResult(result, byRun) }
}

function writeResult(result: ScanResult, byRun: boolean): string {
  return (
    `{"findings":${writeList(result.findings)},\n` +
    `"exposures":${writeList(result.exposures)},\n` +
    (byRun ? `"runs":${writeList(groupRuns(result))},\n` : '') +
    `"coverage":${toJson(result.coverage)}}\n`
  )
}

function writeList(items: readonly unknown[]): string {
  return items.length === 0 ? '[]' : `[\n${items.map((item) => toJson(item)).join(',\n')}\n]`
}
