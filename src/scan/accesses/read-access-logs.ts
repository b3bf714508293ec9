import type { ExportOrigin } from '../../engine/document.ts'
import { KnownValues } from '../../engine/known-values.ts'
import type { AccessEvent, LoggedAccess } from '../../inventory/accesses/access-event.ts'
import type { AccessTarget } from '../../inventory/accesses/access-target.ts'
import { SpanIndex } from '../../inventory/accesses/span-index.ts'
import { joinVaultRequests } from '../../inventory/accesses/read-vault-record.ts'
import type { Problem, SkippedDocument } from '../../report/scan-result.ts'
import { tokenEndOf } from '../../redact/token.ts'
import { bytesOfLatin1 } from '../../text/bytes.ts'
import { reasonOf } from '../../text/error.ts'
import { fingerprintOf, type FingerprintKey } from '../../text/fingerprint.ts'
import type { Configuration } from '../configuration.ts'
import { exportFiles } from '../export/export-files.ts'
import { exportLimits } from '../export/export-limits.ts'
import { scanExport } from '../export/scan-export.ts'
import type { FoundSecret } from '../found-secret.ts'
import { openWalk } from '../open-walk.ts'
import { auditFormatOf, logRecords, type LogRecord } from './audit-log.ts'

export interface AccessLogsRequest {
  /** Files, folders and archives. */
  readonly paths: readonly string[]
  readonly configuration: Configuration
  /** Absolute. */
  readonly directory: string
  /** Newest first. */
  readonly keys: readonly FingerprintKey[]
  readonly signal: AbortSignal
}

/** What logs tell of one secret, and what was read for it. */
export interface AccessLogs {
  readonly accesses: readonly LoggedAccess[]
  /** By which a store's log finds the run that called it. */
  readonly spans: SpanIndex
  readonly logs: readonly {
    readonly path: string
    readonly format: string
    readonly records: number
  }[]
  readonly documents: number
  readonly skipped: readonly SkippedDocument[]
  readonly problems: readonly Problem[]
  readonly isInterrupted: boolean
}

/** Records looked at before a file counts as no audit log. */
const headRecords = 20

/**
 * Reads audit logs of stores and providers, and whatever agents and people wrote: in the former accesses are told by
 * hash, key id or path, in the latter by the value itself, or by the token that a filter put in its place.
 */
export async function readAccessLogs(
  request: AccessLogsRequest,
  target: AccessTarget,
): Promise<AccessLogs> {
  const logs: { path: string; format: string; records: number }[] = []
  const problems: Problem[] = []
  const audited: LoggedAccess[] = []
  const audits = new Set<string>()
  const spans = new SpanIndex()
  const { configuration, directory, paths, signal } = request
  const walk = await openWalk(paths, {
    ignore: false,
    exclude: { directory, patterns: configuration.ignore },
    signal,
  })
  for (const event of exportFiles(walk, exportLimits(configuration.limits), { onlyRows: true })) {
    if (signal.aborted) break
    if (event.kind !== 'file') continue
    const { path } = event.file
    try {
      const read = readAuditLog(path, event.file.open(), target, spans)
      if (read === undefined) continue
      audited.push(...read.accesses)
      logs.push({ path, format: read.format, records: read.records })
      if (read.isAuditOnly) audits.add(path)
      if (read.fault !== undefined) problems.push({ path, reason: read.fault })
    } catch (error) {
      problems.push({ path, reason: reasonOf(error) })
    }
  }
  const { seen, result } = await findSeen(request, target, audits)
  return {
    accesses: [...joinVaultRequests(audited), ...seen],
    spans,
    logs,
    documents: result.coverage.documents,
    skipped: result.coverage.skipped,
    problems: [...problems, ...result.coverage.problems],
    isInterrupted: signal.aborted,
  }
}

interface ReadLog {
  readonly format: string
  readonly records: number
  /** Every record is one of an audit log: values do not stand in such, or are looked for where they may. */
  readonly isAuditOnly: boolean
  readonly accesses: readonly LoggedAccess[]
  readonly fault: string | undefined
}

/** @returns `undefined` for what is no audit log */
function readAuditLog(
  path: string,
  chunks: Iterable<Uint8Array>,
  target: AccessTarget,
  spans: SpanIndex,
): ReadLog | undefined {
  let format: string | undefined
  let records = 0
  let audited = 0
  let firstFault: number | undefined
  let faults = 0
  const accesses: LoggedAccess[] = []
  const take = ({ record, line }: LogRecord) => {
    records++
    const own = auditFormatOf(record)
    if (own) audited++
    const count = own ? 0 : spans.add(record)
    format ??= own?.name ?? (count > 0 ? 'otel' : undefined)
    if (record === undefined) {
      faults++
      firstFault ??= line
    }
    const access = own?.read(record, target, { file: path, line, format: own.name })
    if (access) accesses.push(access)
  }
  for (const record of logRecords(chunks)) {
    take(record)
    if (format === undefined && records >= headRecords) return undefined
  }
  if (format === undefined) return undefined
  const fault =
    faults === 0
      ? undefined
      : `${faults} ${faults === 1 ? 'record is' : 'records are'} no JSON, the first on line ${firstFault}`
  return { format, records, isAuditOnly: audited === records, accesses, fault }
}

const tokenName = 'redaction token'

async function findSeen(
  request: AccessLogsRequest,
  target: AccessTarget,
  audits: ReadonlySet<string>,
) {
  const { configuration, directory, keys, paths, signal } = request
  const seen: LoggedAccess[] = []
  const tokens = [...target.fingerprints].flatMap((one) => tokenEndsOf(one, keys))
  const known = new KnownValues(tokens.map((value) => ({ name: tokenName, value }))).table
  const result = await scanExport(
    {
      paths,
      configuration: { ...configuration, minConfidence: 'low' },
      directory,
      key: keys[0]!,
      isKeyEphemeral: false,
      known,
      threads: 1,
      signal,
      format: undefined,
      isLeftOut: (path) => audits.has(path),
    },
    {
      onFound: (found) => {
        const proof = proofOf(found, target, keys)
        if (proof !== undefined) seen.push(seenIn(found, proof))
        return false
      },
      onProgress: () => undefined,
      onRegexFallback: () => undefined,
      onIndexRefused: () => undefined,
      needsValues: true,
      suppressionUse: () => ({ suppressed: 0, expired: [], dead: [] }),
    },
  )
  return { seen, result }
}

/** None of a fingerprint under a key that this run has not. */
function tokenEndsOf(fingerprint: string, keys: readonly FingerprintKey[]): Uint8Array[] {
  const key = keys.find(({ kid }) => fingerprint.startsWith(`v1:${kid}:`))
  return key ? [bytesOfLatin1(tokenEndOf(fingerprint, key))] : []
}

function proofOf(
  { finding, value }: FoundSecret,
  { fingerprints }: AccessTarget,
  keys: readonly FingerprintKey[],
): AccessEvent['proof'] | undefined {
  if (finding.known?.includes(tokenName)) return 'redaction-token'
  const isOurs =
    keys.some((key) => fingerprints.has(fingerprintOf(value, key))) ||
    finding.components.some((part) => fingerprints.has(part.fingerprint))
  return isOurs ? 'fingerprint' : undefined
}

function seenIn({ finding }: FoundSecret, proof: AccessEvent['proof']): LoggedAccess {
  const origin = finding.origin as ExportOrigin
  const { user, role, run, trace, span, tool, toolCall, agent, time, channel, record } = origin
  const where = [origin.workspace, channel].filter((one) => one !== undefined).join(' ')
  const principal = user ?? role
  return {
    event: {
      type: 'access',
      ...(time && { time }),
      action: 'seen',
      outcome: 'allowed',
      proof,
      log: { file: origin.path, line: finding.line, format: origin.format },
      ...(where && { operation: where }),
      ...(principal && { principal }),
      ...(agent && { agent }),
      ...(run && { run }),
      ...(trace && { trace }),
      ...(span && { span }),
      ...(tool && { tool }),
      ...(toolCall && { toolCall }),
      ...(record && { request: record }),
    },
    labels: [],
  }
}
