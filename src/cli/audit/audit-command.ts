import { realpathSync } from 'node:fs'
import { isAbsolute } from 'node:path'
import { postureChecks } from '../../inventory/posture/posture-checks.ts'
import { parseResult } from '../../report/parse-result.ts'
import type { AuditResult } from '../../report/posture/audit-result.ts'
import { loadPostureReport } from '../../report/posture/load-posture-report.ts'
import type { PostureReportOptions } from '../../report/posture/posture-report.ts'
import { severities } from '../../rules/rule.ts'
import { inventoryPlaceOf } from '../../scan/inventory-place.ts'
import { openInventory } from '../../scan/open-inventory.ts'
import type { ScanReport } from '../../scan/posture/audit-leaks.ts'
import { runAudit } from '../../scan/posture/run-audit.ts'
import { readFingerprintKeys } from '../../scan/read-keys.ts'
import { exitStatus, type ExitStatus } from '../exit-status.ts'
import { layoutTable } from '../layout-table.ts'
import { readText, shownFrom } from '../read-configuration.ts'
import { readVersion } from '../../scan/read-version.ts'
import { reportFile, standardOutput } from '../report-output.ts'
import { buildAuditOptions, type AuditOptions, type TypedAuditOptions } from './audit-options.ts'
import { readPostureConfiguration, type PostureSettings } from './read-posture-configuration.ts'
import { showsColor } from '../shows-color.ts'

/** `stanch audit`. */
export async function runAuditCommand(
  paths: readonly string[],
  typed: TypedAuditOptions,
): Promise<ExitStatus> {
  const options = buildAuditOptions(paths, typed)
  if (typed.listChecks) return listChecks()
  const startedAt = new Date().toISOString()
  const settings = await readPostureConfiguration(options.configurationPath)
  const scanReports = options.scanReports.map(readScanReport)
  const outputs = options.reports.map(({ format, path }) => ({ format, output: reportFile(path) }))
  const result = await audit(options, settings, scanReports)
  const reportOptions = makeReportOptions(options, startedAt)
  const plain = { ...reportOptions, color: false, hyperlinks: false }
  standardOutput().write((await loadPostureReport(options.format))(result, reportOptions))
  for (const { format, output } of outputs) {
    output.write((await loadPostureReport(format))(result, plain))
    output.finish()
  }
  return statusOf(result, options)
}

async function audit(
  options: AuditOptions,
  { configuration, directory, whereIs }: PostureSettings,
  scanReports: readonly ScanReport[],
): Promise<AuditResult> {
  const { store: place, tenant } = options
  const { inventory } = configuration
  const store = await openInventory(
    inventoryPlaceOf({ store: place, tenant }, { inventory, directory }, process.env),
    (note) => process.stderr.write(`stanch: ${note}\n`),
  )
  try {
    return await runAudit({
      configuration,
      whereIs,
      store,
      inventoryName: isAbsolute(store.name) ? shownFrom(store.name) : store.name,
      scanReports,
      paths: options.paths,
      checks: options.checks,
      keys: readFingerprintKeys(process.env).keys,
      ignore: !(options.noIgnore || configuration.noIgnore),
      exclude: { directory: realpathSync(directory), patterns: configuration.ignore },
      now: Date.now(),
    })
  } finally {
    await store.close()
  }
}

function readScanReport(file: string): ScanReport {
  return { file, ...parseResult(readText(file, 'RESULT_UNREADABLE'), file) }
}

function statusOf({ findings, coverage }: AuditResult, { failOn }: AuditOptions): ExitStatus {
  if (!coverage.complete) return exitStatus.failed
  const rank = severities.indexOf(failOn)
  const isGrave = findings.some(({ severity }) => severities.indexOf(severity) >= rank)
  return isGrave ? exitStatus.found : exitStatus.clean
}

function makeReportOptions({ allPlaces }: AuditOptions, startedAt: string): PostureReportOptions {
  const color = showsColor()
  return {
    color,
    hyperlinks: color && !process.env['CI'],
    width: process.stdout.columns ?? 100,
    allPlaces,
    toolVersion: readVersion(),
    startedAt,
    endedAt: new Date().toISOString(),
  }
}

function listChecks(): ExitStatus {
  const rows = postureChecks.map(({ id, severity, title, practice }) => [
    id,
    severity,
    practice.row,
    practice.owasp?.split(' ')[0] ?? '',
    title,
  ])
  process.stdout.write(`${layoutTable(rows).join('\n')}\n`)
  return exitStatus.clean
}
