import { postureCheckIds } from '../../inventory/posture/posture-check-ids.ts'
import {
  isPostureFormat,
  postureFormats,
  type PostureFormat,
} from '../../report/posture/load-posture-report.ts'
import { severities, type Severity } from '../../rules/rule.ts'
import { nearestWord } from '../../text/strict/nearest-word.ts'
import { usage } from '../usage.ts'

/** `stanch audit` as typed. */
export interface TypedAuditOptions {
  readonly store?: string
  readonly tenant?: string
  readonly config?: string
  readonly scanReport?: readonly string[]
  readonly check?: readonly string[]
  readonly listChecks?: boolean
  readonly failOn?: string
  readonly ignore: boolean
  readonly format?: string
  readonly report?: readonly string[]
  readonly allPlaces?: boolean
}

/** `stanch audit` as built. */
export interface AuditOptions {
  readonly paths: readonly string[]
  readonly store: string | undefined
  readonly tenant: string | undefined
  readonly configurationPath: string | undefined
  readonly scanReports: readonly string[]
  /** Ids; all when empty. */
  readonly checks: readonly string[]
  readonly failOn: Severity
  readonly noIgnore: boolean
  readonly format: PostureFormat
  readonly reports: readonly { readonly format: PostureFormat; readonly path: string }[]
  readonly allPlaces: boolean
}

/** @throws StanchError `USAGE` */
export function buildAuditOptions(
  paths: readonly string[],
  typed: TypedAuditOptions,
): AuditOptions {
  return {
    paths: paths.length === 0 ? ['.'] : paths,
    store: typed.store,
    tenant: typed.tenant,
    configurationPath: typed.config,
    scanReports: typed.scanReport ?? [],
    checks: (typed.check ?? []).map(parseCheck),
    failOn: parseSeverity(typed.failOn ?? 'low'),
    noIgnore: !typed.ignore,
    format: parseFormat(typed.format ?? 'text', '--format'),
    reports: (typed.report ?? []).map(parseReport),
    allPlaces: typed.allPlaces ?? false,
  }
}

function parseCheck(id: string): string {
  const ids: readonly string[] = postureCheckIds
  if (ids.includes(id)) return id
  const near = nearestWord(id, ids)
  const hint = near === undefined ? 'stanch audit --list-checks shows them' : `do you mean ${near}?`
  throw usage(`--check: no check "${id}"; ${hint}`)
}

function parseSeverity(name: string): Severity {
  const severity = severities.find((one) => one === name)
  if (severity) return severity
  throw usage(`--fail-on: expected one of ${severities.join(', ')}, got "${name}".`)
}

function parseReport(typed: string): { format: PostureFormat; path: string } {
  const colon = typed.indexOf(':')
  if (colon < 1 || colon === typed.length - 1) {
    throw usage(`--report: expected FORMAT:FILE such as html:audit.html, got "${typed}".`)
  }
  return { format: parseFormat(typed.slice(0, colon), '--report'), path: typed.slice(colon + 1) }
}

function parseFormat(name: string, option: string): PostureFormat {
  if (isPostureFormat(name)) return name
  throw usage(`${option}: expected one of ${postureFormats.join(', ')}, got "${name}".`)
}
