import { toJson } from './escape-controls.ts'
import type { Report, ScanResult } from './scan-result.ts'

/**
 * `{findings, exposures, coverage}`, version 1 of the contract, with one finding or exposure a
 * line.
 */
export function createJsonReport(): Report {
  return { onFinding: () => '', onEnd: writeResult }
}

function writeResult(result: ScanResult): string {
  return (
    `{"findings":${writeList(result.findings)},\n` +
    `"exposures":${writeList(result.exposures)},\n` +
    `"coverage":${toJson(result.coverage)}}\n`
  )
}

function writeList(items: readonly unknown[]): string {
  return items.length === 0 ? '[]' : `[\n${items.map((item) => toJson(item)).join(',\n')}\n]`
}
