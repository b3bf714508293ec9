import type { ExportOrigin, GithubOrigin } from '../engine/document.ts'
import type { Finding } from '../engine/finding.ts'
import { severities, type Severity } from '../rules/rule.ts'
import { uniqueBy } from '../text/unique-by.ts'
import { adviseOn, adviseOnFinding, describeFinding } from './describe-finding.ts'
import { describeGithub, describePart, githubDetailsOf } from './describe-github.ts'
import { attributionOf, describeRecord, describeSource, isOfAgent } from './describe-record.ts'
import { webAddressOf } from './encode-path.ts'
import { escapeControls, toJson } from './escape-controls.ts'
import { readOrigin } from './origin-details.ts'
import type { ReportOptions } from './report-options.ts'
import { levels, locate, schemaUri, securitySeverities } from './sarif-parts.ts'
import type { Coverage, Problem, Report, ScanResult } from './scan-result.ts'

type Json = Readonly<Record<string, unknown>>

/**
 * SARIF 2.1.0, one result a finding, never a snippet.
 *
 * SARIF counts columns in UTF-16 units or code points, Stanch in bytes, and a report has no text to
 * convert with. So the text region is the whole line or lines, right under either count; the binary
 * region is exact, and the byte columns stand under `properties`.
 */
export function createSarifReport(options: ReportOptions): Report {
  return {
    onFinding: () => '',
    onEnd: (result) =>
      `${toJson({ $schema: schemaUri, version: '2.1.0', runs: [runOf(result, options)] }, 2)}\n`,
  }
}

function runOf({ findings, coverage }: ScanResult, options: ReportOptions): Json {
  const rules = severestByRule(findings)
  const ruleIndexes = new Map([...rules.keys()].map((rule, index) => [rule, index]))
  return {
    tool: {
      driver: {
        name: 'Stanch',
        version: options.toolVersion,
        rules: [...rules.values()].map((finding) => describeRule(finding, options)),
      },
    },
    invocations: [invocationOf(coverage, options)],
    originalUriBaseIds: {
      SRCROOT: { description: { text: 'The working directory of the scan.' } },
    },
    columnKind: 'utf16CodeUnits',
    results: findings.map((finding) => resultOf(finding, ruleIndexes.get(finding.rule) ?? -1)),
    properties: {
      rulePack: coverage.rulePack,
      fingerprintKey: coverage.key,
      ...(coverage.change ? { change: coverage.change } : {}),
    },
  }
}

/** A finding to describe each rule by, in order of appearance. */
function severestByRule(findings: readonly Finding[]): Map<string, Finding> {
  const rank = (severity: Severity): number => severities.indexOf(severity)
  const rules = new Map<string, Finding>()
  for (const finding of findings) {
    const known = rules.get(finding.rule)
    if (!known || rank(finding.severity) > rank(known.severity)) rules.set(finding.rule, finding)
  }
  return rules
}

function describeRule(finding: Finding, options: ReportOptions): Json {
  const helpUri = webAddressOf(options.referenceOf(finding.rule))
  const advice = adviseOn({ ...finding, status: 'unverified', inHistory: false, inventory: null })
  return {
    id: finding.rule,
    shortDescription: { text: escapeControls(finding.name) },
    help: { text: advice },
    ...(helpUri === undefined ? {} : { helpUri }),
    defaultConfiguration: { level: levels[finding.severity] },
    properties: {
      'security-severity': securitySeverities[finding.severity],
      precision: finding.confidence,
      provider: finding.provider,
      tags: ['security', 'secret'],
    },
  }
}

function resultOf(finding: Finding, ruleIndex: number): Json {
  const { path, commit, part, url, ignoredByGit, exported, posted } = readOrigin(finding.origin)
  const viewer = webAddressOf(url)
  return {
    ruleId: finding.rule,
    ruleIndex,
    level: levels[finding.severity],
    message: { text: `${describeFinding(finding)} ${adviseOnFinding(finding)}` },
    locations: [
      {
        physicalLocation: { artifactLocation: locate(path), region: regionOf(finding) },
        ...(exported ? { logicalLocations: [logicalLocationOf(exported)] } : {}),
        ...(posted ? { logicalLocations: [textLocationOf(posted)] } : {}),
      },
    ],
    ...(viewer === undefined ? {} : { hostedViewerUri: viewer }),
    ...(exported?.copies ? { relatedLocations: copiesOf(exported) } : {}),
    partialFingerprints: {
      'stanchFingerprint/v1': finding.fingerprint,
      ...(finding.inventory ? { 'inventory-hmac/v1': truncated(finding.fingerprint) } : {}),
    },
    properties: {
      confidence: finding.confidence,
      status: finding.status,
      decoded: finding.decoded,
      ...(finding.details ? { details: finding.details } : {}),
      startByteColumn: finding.column,
      endByteColumn: finding.endColumn,
      ...(commit === undefined ? {} : { commit }),
      ...(commit !== undefined && part !== undefined ? { part } : {}),
      ...(ignoredByGit ? { ignoredByGit } : {}),
      ...(exported ? { export: Object.fromEntries(attributionOf(exported)) } : {}),
      ...(posted ? { github: Object.fromEntries(githubDetailsOf(posted)) } : {}),
      ...(finding.inventory ? { inventory: finding.inventory } : {}),
    },
  }
}

/** `<kid>:<16 hex digits>`: enough to join what one inventory knows. */
function truncated(fingerprint: string): string {
  const [, kid = '', hash = ''] = fingerprint.split(':')
  return `${kid}:${hash.slice(0, 16)}`
}

/** Of kinds that SARIF does not name the tool may use its own. */
function logicalLocationOf(origin: ExportOrigin): Json {
  const { format, field } = origin
  return {
    kind: isOfAgent(origin) ? 'run' : 'channel',
    name: escapeControls(describeSource(origin) ?? format),
    fullyQualifiedName: escapeControls(describeRecord(origin).join(' · ')),
    ...(field === undefined ? {} : { properties: { field } }),
  }
}

function textLocationOf(origin: GithubOrigin): Json {
  return {
    kind: 'text',
    name: escapeControls(describePart(origin)),
    fullyQualifiedName: escapeControls(describeGithub(origin).join(' · ')),
  }
}

function copiesOf({ path, copies = [] }: ExportOrigin): Json[] {
  // Of the same string it can hold many.
  const told = uniqueBy(copies, ({ line, field }) => `${line}:${field}`)
  return told.map(({ line, field }) => ({
    physicalLocation: { artifactLocation: locate(path), region: { startLine: line } },
    message: { text: escapeControls(`The same secret in ${field}`) },
  }))
}

/** Without an end column the region reaches to the end of its last line. */
function regionOf(finding: Finding): Json {
  return {
    startLine: finding.line,
    startColumn: 1,
    endLine: finding.endLine,
    byteOffset: finding.start,
    byteLength: finding.end - finding.start,
  }
}

function invocationOf(coverage: Coverage, options: ReportOptions): Json {
  const notifications = coverage.problems.map(notifyOf)
  if (coverage.interrupted) {
    notifications.push({ level: 'error', message: { text: 'The scan was interrupted.' } })
  }
  return {
    executionSuccessful: coverage.complete,
    startTimeUtc: options.startedAt,
    endTimeUtc: options.endedAt,
    toolExecutionNotifications: notifications,
  }
}

function notifyOf({ path, reason }: Problem): Json {
  return {
    level: 'error',
    message: { text: escapeControls(`Not scanned: ${reason}`) },
    locations: [{ physicalLocation: { artifactLocation: locate(path) } }],
  }
}
