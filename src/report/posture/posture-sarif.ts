import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { PostureFinding } from '../../inventory/posture/posture-check.ts'
import { bytesOfUtf8 } from '../../text/bytes.ts'
import { uniqueBy } from '../../text/unique-by.ts'
import { escapeControls, toJson } from '../escape-controls.ts'
import { levels, locate, schemaUri, securitySeverities } from '../sarif-parts.ts'
import type { AuditCoverage, AuditResult } from './audit-result.ts'
import {
  describePractice,
  describeSign,
  describeSubject,
  identityOfSign,
  placeOfSign,
} from './describe-sign.ts'
import type { PostureReportOptions } from './posture-report.ts'

type Json = Readonly<Record<string, unknown>>

/** SARIF 2.1.0, one result a sign; checks are its rules, the gravest sign of each comes first and describes it. */
export function writePostureSarif(
  { findings, coverage }: AuditResult,
  options: PostureReportOptions,
): string {
  const rules = uniqueBy(findings, ({ check }) => check)
  const indexes = new Map(rules.map(({ check }, index) => [check, index]))
  const run = {
    tool: {
      driver: { name: 'Stanch', version: options.toolVersion, rules: rules.map(describeRule) },
    },
    invocations: [
      {
        executionSuccessful: coverage.complete,
        startTimeUtc: options.startedAt,
        endTimeUtc: options.endedAt,
        toolExecutionNotifications: coverage.problems.map(({ path, reason }) => ({
          level: 'error',
          message: { text: escapeControls(`Not audited: ${reason}`) },
          locations: [{ physicalLocation: { artifactLocation: locate(path) } }],
        })),
      },
    ],
    originalUriBaseIds: {
      SRCROOT: { description: { text: 'The working directory of the audit.' } },
    },
    columnKind: 'utf16CodeUnits',
    results: findings.map((finding) =>
      resultOf(finding, indexes.get(finding.check) ?? -1, coverage),
    ),
  }
  return `${toJson({ $schema: schemaUri, version: '2.1.0', runs: [run] }, 2)}\n`
}

function describeRule({ check, title, severity, practice, remedy }: PostureFinding): Json {
  return {
    id: check,
    shortDescription: { text: title },
    help: { text: `${remedy} ${describePractice(practice)}.` },
    defaultConfiguration: { level: levels[severity] },
    properties: {
      'security-severity': securitySeverities[severity],
      tags: ['security', 'posture', practice.row],
    },
  }
}

function resultOf(finding: PostureFinding, ruleIndex: number, coverage: AuditCoverage): Json {
  const { path, line } = placeOfSign(finding, coverage)
  const identity = bytesToHex(sha256(bytesOfUtf8(identityOfSign(finding)))).slice(0, 32)
  return {
    ruleId: finding.check,
    ruleIndex,
    level: levels[finding.severity],
    message: { text: escapeControls(`${describeSign(finding)} ${finding.remedy}`) },
    locations: [
      {
        physicalLocation: { artifactLocation: locate(path), region: { startLine: line } },
        logicalLocations: [
          { kind: finding.subject.kind, name: escapeControls(describeSubject(finding)) },
        ],
      },
    ],
    partialFingerprints: { 'stanchPosture/v1': identity },
    properties: {
      evidence: finding.evidence,
      practice: finding.practice,
      records: finding.records,
    },
  }
}
