import { connectorChecks } from '../../inventory/posture/connector-checks.ts'
import { toPostureFinding, type PostureFinding } from '../../inventory/posture/posture-check.ts'
import { postureChecks } from '../../inventory/posture/posture-checks.ts'
import { defaultThresholds } from '../../inventory/posture/thresholds.ts'
import type { AuditResult } from '../../report/posture/audit-result.ts'
import { severities } from '../../rules/rule.ts'
import type { KeyPath } from '../../text/strict/shape-faults.ts'
import type { PostureConfiguration } from '../audit-configuration.ts'
import { acceptSigns } from './accept-signs.ts'
import { auditFiles, type FileAuditOptions } from './audit-files.ts'
import { auditLeaks, type ScanReport } from './audit-leaks.ts'
import { auditRecords } from './audit-records.ts'
import { locateRecords } from './locate-records.ts'

export interface AuditRequest extends Omit<FileAuditOptions, 'isWanted'> {
  readonly configuration: PostureConfiguration
  /** `file:line` of a key of the configuration. */
  readonly whereIs: (path: KeyPath) => string
  readonly paths: readonly string[]
  readonly scanReports: readonly ScanReport[]
  /** Ids of the checks to make; all when empty. */
  readonly checks: readonly string[]
  /** How the inventory is shown; a path that can be read, if it is a file. */
  readonly inventoryName: string
  /** `Date.now()` of the caller. */
  readonly now: number
}

/** Makes all checks; what cannot be read is a problem of the result. */
export async function runAudit(request: AuditRequest): Promise<AuditResult> {
  const startedAt = performance.now()
  const { configuration, store, scanReports, now } = request
  const { accept, ...thresholds } = configuration.audit ?? { ...defaultThresholds, accept: [] }
  const isWanted = (id: string) => request.checks.length === 0 || request.checks.includes(id)
  const records = await auditRecords(store, { now, thresholds, isWanted })
  const leaks = await auditLeaks(scanReports, store, { kids: records.kids, isWanted })
  const files = await auditFiles(request.paths, { ...request, isWanted })
  const connectors = auditConnectors(request, isWanted)
  const located = locate(
    [...records.findings, ...leaks.findings, ...files.findings, ...connectors],
    request.inventoryName,
  )
  const { findings, accepted, expired, unmet } = acceptSigns(located, accept, {
    today: new Date(now).toISOString().slice(0, 10),
    whereIs: (at) => request.whereIs(['audit', 'accept', at]),
  })
  const problems = [...leaks.problems, ...files.problems]
  const complete = problems.length === 0
  return {
    findings: findings.toSorted(compare),
    coverage: {
      type: 'coverage',
      inventory: request.inventoryName,
      records: records.records,
      connectors: configuration.connectors?.length ?? 0,
      files: files.files,
      scanReports: scanReports.length,
      secrets: leaks.secrets,
      checks: postureChecks.filter(({ id }) => isWanted(id)).length,
      skipped: files.skipped,
      problems,
      complete,
      accepted,
      expired,
      dead: complete && request.checks.length === 0 ? unmet : [],
      durationMs: Math.round(performance.now() - startedAt),
    },
  }
}

function auditConnectors(
  { configuration, whereIs }: AuditRequest,
  isWanted: (id: string) => boolean,
): PostureFinding[] {
  const checks = connectorChecks.filter(({ id }) => isWanted(id))
  return (configuration.connectors ?? []).flatMap((connector, at) =>
    checks.flatMap((check) => {
      const evidence = check.tell(connector)
      if (evidence === undefined) return []
      const [, path, line] = /^(.*):(\d+)$/.exec(whereIs(['connectors', at])) ?? []
      const finding = toPostureFinding(check, {
        subject: { kind: 'connector', id: connector.id },
        evidence: [evidence],
      })
      return [path === undefined ? finding : { ...finding, path, line: Number(line) }]
    }),
  )
}

/** Where the records stand, if they stand in a file. */
function locate(findings: readonly PostureFinding[], file: string): PostureFinding[] {
  if (!findings.some(({ subject }) => subject.kind === 'record')) return [...findings]
  const lines = locateRecords(file)
  return findings.map((finding) => {
    const line = finding.subject.kind === 'record' ? lines?.get(finding.subject.id) : undefined
    return line === undefined ? finding : { ...finding, path: file, line }
  })
}

const order: ReadonlyMap<string, number> = new Map(postureChecks.map(({ id }, at) => [id, at]))

function compare(left: PostureFinding, right: PostureFinding): number {
  return (
    severities.indexOf(right.severity) - severities.indexOf(left.severity) ||
    order.get(left.check)! - order.get(right.check)! ||
    compareTexts(left.path ?? '', right.path ?? '') ||
    (left.line ?? 0) - (right.line ?? 0) ||
    compareTexts(JSON.stringify(left.subject), JSON.stringify(right.subject))
  )
}

function compareTexts(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0
}
