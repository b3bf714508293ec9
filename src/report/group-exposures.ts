import type { Finding, Status } from '../engine/finding.ts'
import { confidences, severities } from '../rules/rule.ts'
import { uniquePlaces } from './origin-details.ts'
import type { Exposure, Occurrence } from './scan-result.ts'

/** Weakest first: a probe's answer outweighs any guess from the structure. */
const statusRanks: Readonly<Record<Status, number>> = {
  'invalid-format': 0,
  unverified: 1,
  unverifiable: 2,
  inactive: 3,
  active: 4,
}

/**
 * One exposure a fingerprint. The finding that is surest and most specific lends it rule, name and
 * severity; two rules at one place are one occurrence.
 *
 * @param findings in the order of the scan, which occurrences keep; not modified
 * @returns most severe first, then by confidence, number of occurrences, and first place
 */
export function groupExposures(findings: readonly Finding[]): Exposure[] {
  return [...groupByFingerprint(findings).values()].map(toExposure).sort(compareExposures)
}

/** Findings of each secret, in the order of the scan. */
export function groupByFingerprint(findings: readonly Finding[]): Map<string, Finding[]> {
  const groups = new Map<string, Finding[]>()
  for (const finding of findings) {
    const group = groups.get(finding.fingerprint)
    if (group) group.push(finding)
    else groups.set(finding.fingerprint, [finding])
  }
  return groups
}

/**
 * Whether `provider` is somebody to go to: then the secret's own name has it (`GitHub token`). Many
 * rules stand under a family instead (`Payment services`).
 */
export function namesIssuer(secret: { readonly name: string; readonly provider: string }): boolean {
  const { name, provider } = secret
  return provider !== '' && name.toLowerCase().includes(provider.toLowerCase())
}

function toExposure(findings: readonly Finding[]): Exposure {
  const namer = findings.reduce((best, next) => (compareNamers(next, best) < 0 ? next : best))
  return {
    type: 'exposure',
    fingerprint: namer.fingerprint,
    rule: namer.rule,
    name: namer.name,
    provider: namer.provider,
    confidence: namer.confidence,
    severity: namer.severity,
    status: findings.map((finding) => finding.status).reduce(strongerStatus),
    redacted: namer.redacted,
    ...(namer.maturity && { maturity: namer.maturity }),
    inventory: findings.find((finding) => finding.inventory !== null)?.inventory ?? null,
    occurrences: uniquePlaces(findings).map(toOccurrence),
  }
}

function toOccurrence({ origin, line, column }: Finding): Occurrence {
  return { origin, line, column }
}

/** Negative when `left` should rather name the secret. */
function compareNamers(left: Finding, right: Finding): number {
  return (
    Number(left.maturity === 'trial') - Number(right.maturity === 'trial') ||
    confidences.indexOf(right.confidence) - confidences.indexOf(left.confidence) ||
    Number(namesIssuer(right)) - Number(namesIssuer(left)) ||
    severities.indexOf(right.severity) - severities.indexOf(left.severity)
  )
}

function strongerStatus(left: Status, right: Status): Status {
  return statusRanks[right] > statusRanks[left] ? right : left
}

function compareExposures(left: Exposure, right: Exposure): number {
  return (
    severities.indexOf(right.severity) - severities.indexOf(left.severity) ||
    confidences.indexOf(right.confidence) - confidences.indexOf(left.confidence) ||
    right.occurrences.length - left.occurrences.length ||
    compareFirstPlaces(left.occurrences[0], right.occurrences[0])
  )
}

/** By code unit, not by locale: the same order on every machine. */
function compareFirstPlaces(left: Occurrence | undefined, right: Occurrence | undefined): number {
  if (!left || !right) return 0
  if (left.origin.path !== right.origin.path) return left.origin.path < right.origin.path ? -1 : 1
  return left.line - right.line || left.column - right.column
}
