import { pathToFileURL } from 'node:url'
import type { Finding } from '../engine/finding.ts'
import { loadReport } from '../report/load-report.ts'
import type { ReportOptions } from '../report/report-options.ts'
import type { Report, ScanResult } from '../report/scan-result.ts'
import { packOf, type RuleSet } from '../scan/load-engine.ts'
import type { OutputOptions } from './output-options.ts'
import { readVersion } from '../scan/read-version.ts'
import { reportFile, standardOutput, type ReportOutput } from './report-output.ts'

/** A report on its way to where it goes. */
export interface OpenReport {
  readonly report: Report
  readonly output: ReportOutput
}

/**
 * The report on standard output, then those that go to files.
 *
 * @param rules of the scan; the built-in ones when undefined
 */
export async function openReports(options: OutputOptions, rules?: RuleSet): Promise<OpenReport[]> {
  const reportOptions = makeReportOptions(options, rules)
  const opened: OpenReport[] = [
    { report: await loadReport(options.format, reportOptions), output: standardOutput() },
  ]
  for (const { format, path } of options.reports) {
    const report = await loadReport(format, { ...reportOptions, color: false, hyperlinks: false })
    opened.push({ report, output: reportFile(path) })
  }
  return opened
}

export function writeFinding(reports: readonly OpenReport[], finding: Finding): void {
  for (const { report, output } of reports) output.write(report.onFinding(finding))
}

/** Call once, after every finding of the result was written. */
export function finishReports(reports: readonly OpenReport[], result: ScanResult): void {
  for (const { report, output } of reports) {
    output.write(report.onEnd(result))
    output.finish()
  }
}

function makeReportOptions(
  { allPlaces, byRun = false }: OutputOptions,
  rules: RuleSet | undefined,
): ReportOptions {
  const isTerminal = process.stdout.isTTY
  const color = isTerminal && !process.env['NO_COLOR'] && process.env['TERM'] !== 'dumb'
  let references: Map<string, string> | undefined
  return {
    color,
    hyperlinks: color && !process.env['CI'],
    width: process.stdout.columns ?? 100,
    allPlaces,
    byRun,
    toolVersion: readVersion(),
    startedAt: new Date().toISOString(),
    get endedAt() {
      return new Date().toISOString()
    },
    referenceOf: (id) => {
      references ??= new Map(packOf(rules).rules.map((rule) => [rule.id, rule.reference]))
      return references.get(id)
    },
    rootUrl: pathToFileURL(`${process.cwd()}/`).href,
  }
}
