import type { GitOrigin } from '../../src/engine/document.ts'
import type { Finding } from '../../src/engine/finding.ts'
import { groupExposures } from '../../src/report/group-exposures.ts'
import type { ReportOptions } from '../../src/report/report-options.ts'
import type { Coverage, Report, ScanResult } from '../../src/report/scan-result.ts'

/** `v1:<kid>:<32 hex digits>` that differs by `seed` in its first digits. */
export function fingerprintFor(seed: number): string {
  return `v1:3f9a1c2e:${(seed * 0x9e3779b1).toString(16).padStart(8, '0').slice(-8).padEnd(32, '0')}`
}

export const sampleFinding: Finding = {
  type: 'finding',
  rule: 'github-token',
  name: 'GitHub token',
  provider: 'GitHub',
  confidence: 'high',
  severity: 'critical',
  fingerprint: fingerprintFor(1),
  origin: { kind: 'file', path: 'config/prod.env' },
  redacted: 'ghp_…',
  inventory: null,
  decoded: [],
  components: [],
  status: 'unverified',
  line: 3,
  column: 9,
  endLine: 3,
  endColumn: 49,
  start: 57,
  end: 97,
}

export function findingWith(changes: Partial<Finding>): Finding {
  return { ...sampleFinding, ...changes }
}

/** A file finding; further kinds of origin are written out where they are tested. */
export function findingIn(path: string, changes: Partial<Finding> = {}): Finding {
  return findingWith({ origin: { kind: 'file', path }, ...changes })
}

/** A finding in a blob of a repository's history. */
export function findingInHistory(
  origin: Partial<GitOrigin> = {},
  changes: Partial<Finding> = {},
): Finding {
  const git: GitOrigin = { kind: 'git', path: 'a.env', blob: 'b1', commit: 'c1', ...origin }
  return findingWith({ origin: git, ...changes })
}

export const sampleCoverage: Coverage = {
  type: 'coverage',
  documents: 312,
  bytes: 4_200_000,
  skipped: [],
  problems: [],
  complete: true,
  interrupted: false,
  rules: 214,
  rulePack: 'sha256:00',
  key: { kid: '3f9a1c2e', ephemeral: false },
  suppressions: { suppressed: 0, expired: [], dead: [] },
  durationMs: 830,
}

export function resultOf(
  findings: readonly Finding[],
  coverage: Partial<Coverage> = {},
): ScanResult {
  return {
    findings,
    exposures: groupExposures(findings),
    coverage: { ...sampleCoverage, ...coverage },
  }
}

/** The result of one shard of one scan. */
export function shardOf(
  index: number,
  count: number,
  findings: readonly Finding[] = [],
  coverage: Partial<Coverage> = {},
): ScanResult {
  return resultOf(findings, { shard: { index, count, of: 'sha256:0f' }, ...coverage })
}

/** All that a scan with this result writes. */
export function printResult(report: Report, result: ScanResult): string {
  return result.findings.map((finding) => report.onFinding(finding)).join('') + report.onEnd(result)
}

export const sampleOptions: ReportOptions = {
  color: false,
  hyperlinks: false,
  width: 80,
  allPlaces: false,
  toolVersion: '0.1.0',
  startedAt: '2026-03-01T03:00:00.000Z',
  endedAt: '2026-03-01T03:00:00.830Z',
  referenceOf: (rule) => `https://docs.example.com/${rule}`,
}
