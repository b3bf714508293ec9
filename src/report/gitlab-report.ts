import type { Finding, InventoryMatch } from '../engine/finding.ts'
import { adviseOnFinding, describeFinding } from './describe-finding.ts'
import { githubDetailsOf } from './describe-github.ts'
import { attributionOf } from './describe-record.ts'
import { describeOwner } from './describe-owner.ts'
import { webAddressOf } from './encode-path.ts'
import { escapeControls, toJson } from './escape-controls.ts'
import {
  escapeMarkdown,
  noCommit,
  scanPartOf,
  schemaVersion,
  severityNames,
  uuidOf,
  type Json,
} from './gitlab-parts.ts'
import { placeKeyOf, readOrigin } from './origin-details.ts'
import type { ReportOptions } from './report-options.ts'
import type { Coverage, Report } from './scan-result.ts'

/** GitLab's secret-detection report, one vulnerability a finding. */
export function createGitlabReport(options: ReportOptions): Report {
  return {
    onFinding: () => '',
    onEnd: ({ findings, coverage }) => {
      const vulnerabilities = findings.map((finding) => vulnerabilityOf(finding, options))
      const { complete } = coverage
      const scan = scanPartOf({ ...options, complete, messages: messagesOf(coverage) })
      return `${toJson({ version: schemaVersion, scan, vulnerabilities }, 2)}\n`
    },
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
      ...(origin.exported ? detailsOf(attributionOf(origin.exported)) : {}),
      ...(origin.posted ? detailsOf(githubDetailsOf(origin.posted)) : {}),
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

function detailsOf(said: readonly (readonly [string, string])[]): Json {
  const details = said.map(([key, text]): [string, Json] => {
    const name = key[0]!.toUpperCase() + key.slice(1)
    const href = key === 'url' ? webAddressOf(text) : undefined
    if (href !== undefined) return [key, { type: 'url', name, href }]
    return [key, { type: 'text', name, value: escapeControls(text) }]
  })
  return Object.fromEntries(details)
}
