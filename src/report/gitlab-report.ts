import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex } from '@noble/hashes/utils.js'
import type { ExportOrigin } from '../engine/document.ts'
import type { Finding, InventoryMatch } from '../engine/finding.ts'
import type { Severity } from '../rules/rule.ts'
import { bytesOfUtf8 } from '../text/bytes.ts'
import { adviseOnFinding, describeFinding } from './describe-finding.ts'
import { attributionOf } from './describe-record.ts'
import { describeOwner } from './describe-owner.ts'
import { webAddressOf } from './encode-path.ts'
import { escapeControls, toJson } from './escape-controls.ts'
import { placeKeyOf, readOrigin } from './origin-details.ts'
import type { ReportOptions } from './report-options.ts'
import type { Coverage, Report } from './scan-result.ts'

type Json = Readonly<Record<string, unknown>>

/**
 * Of the report format, not of Stanch. Every GitLab since 15.0 takes a 15.0.x; 15.2.1 accepts the
 * same.
 */
const schemaVersion = '15.0.7'

/**
 * The schema asks for a commit also where there is none; GitLab's own analyzer writes this one
 * then.
 */
const noCommit = '0000000'

const severityNames: Readonly<Record<Severity, string>> = {
  critical: 'Critical',
  high: 'High',
  medium: 'Medium',
  low: 'Low',
}

/** GitLab's secret-detection report, one vulnerability a finding. */
export function createGitlabReport(options: ReportOptions): Report {
  return {
    onFinding: () => '',
    onEnd: ({ findings, coverage }) => {
      const vulnerabilities = findings.map((finding) => vulnerabilityOf(finding, options))
      const scan = scanOf(coverage, options)
      return `${toJson({ version: schemaVersion, scan, vulnerabilities }, 2)}\n`
    },
  }
}

function scanOf(coverage: Coverage, options: ReportOptions): Json {
  const tool = {
    id: 'stanch',
    name: 'Stanch',
    version: options.toolVersion,
    vendor: { name: 'Stanch' },
  }
  return {
    analyzer: tool,
    scanner: tool,
    type: 'secret_detection',
    start_time: secondOf(options.startedAt),
    end_time: secondOf(options.endedAt),
    status: coverage.complete ? 'success' : 'failure',
    messages: messagesOf(coverage),
  }
}

function messagesOf({ problems, interrupted }: Coverage): Json[] {
  const messages = problems.map(({ path, reason }) => ({
    level: 'warn',
    value: escapeControls(`Not scanned: ${path}: ${reason}`),
  }))
  return interrupted
    ? [...messages, { level: 'fatal', value: 'The scan was interrupted.' }]
    : messages
}

function vulnerabilityOf(finding: Finding, options: ReportOptions): Json {
  const origin = readOrigin(finding.origin)
  const url = webAddressOf(options.referenceOf(finding.rule))
  return {
    id: uuidOf([finding.fingerprint, finding.rule, placeKeyOf(finding), finding.start]),
    category: 'secret_detection',
    name: escapeControls(finding.name).slice(0, 255),
    description: escapeMarkdown(describeFinding(finding)),
    severity: severityNames[finding.severity],
    solution: escapeMarkdown(adviseOnFinding(finding)),
    location: {
      file: origin.path,
      start_line: finding.line,
      end_line: finding.endLine,
      commit: {
        sha: origin.commit ?? noCommit,
        ...(origin.author === undefined ? {} : { author: origin.author }),
        ...(origin.date === undefined ? {} : { date: origin.date }),
      },
    },
    identifiers: [
      {
        type: 'stanch_rule',
        name: `Stanch rule ${finding.rule}`,
        value: finding.rule,
        ...(url === undefined ? {} : { url }),
      },
    ],
    details: {
      fingerprint: { type: 'text', name: 'Fingerprint', value: finding.fingerprint },
      ...(finding.inventory ? ownerDetails(finding.inventory) : {}),
      ...(origin.exported ? detailsOf(origin.exported) : {}),
    },
  }
}

function ownerDetails(match: InventoryMatch): Json {
  const owner = escapeControls(describeOwner(match))
  return {
    owner: { type: 'text', name: 'Owner', value: owner },
    inventory: { type: 'text', name: 'Inventory record', value: match.id },
  }
}

function detailsOf(origin: ExportOrigin): Json {
  const details = attributionOf(origin).map(([key, text]): [string, Json] => {
    const name = key[0]!.toUpperCase() + key.slice(1)
    const href = key === 'url' ? webAddressOf(text) : undefined
    if (href !== undefined) return [key, { type: 'url', name, href }]
    return [key, { type: 'text', name, value: escapeControls(text) }]
  })
  return Object.fromEntries(details)
}

/** The same for the same finding in every run under one key; in the shape of a version 5 UUID. */
function uuidOf(identity: readonly unknown[]): string {
  const bytes = sha256(bytesOfUtf8(JSON.stringify(identity))).slice(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  return bytesToHex(bytes).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}

/** GitLab renders descriptions: a name must not become a link, a mention or a heading. */
function escapeMarkdown(text: string): string {
  return text.replace(/[\\`*_[\]<>~@#|!]/g, (sign) => `\\${sign}`)
}

/** The schema wants UTC without fraction and zone. */
function secondOf(isoTime: string): string {
  return isoTime.slice(0, 19)
}
