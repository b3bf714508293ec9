import { allTextsOf, fieldOf, textOf, textsOf } from '../../text/field-of.ts'
import type { AccessAction, LoggedAccess } from './access-event.ts'
import { storeKeyOf, storePathOf, type AccessTarget } from './access-target.ts'
import { traceOf } from './trace-of.ts'

/** Whether a record is one of an audit device of Vault or OpenBao. */
export function isVaultRecord(record: unknown): boolean {
  const type = textOf(record, 'type')
  return (
    (type === 'request' || type === 'response') &&
    textOf(record, 'request', 'operation') !== undefined &&
    textOf(record, 'request', 'path') !== undefined
  )
}

const actions: Readonly<Record<string, AccessAction>> = {
  read: 'read',
  create: 'write',
  update: 'write',
  patch: 'write',
  delete: 'manage',
}

/**
 * An entry of Vault's audit log that is about the secret: the HMAC of its value stands in it, or it names its path.
 * Of a request that was answered there are two entries; {@link joinVaultRequests} makes one of them.
 *
 * Format: https://developer.hashicorp.com/vault/docs/audit#format
 */
export function readVaultRecord(
  record: unknown,
  target: AccessTarget,
  log: LoggedAccess['event']['log'],
): LoggedAccess | undefined {
  const path = textOf(record, 'request', 'path')!
  // Whoever asks what a value is called in the log is in the log, and by that very hash.
  if (path.startsWith('sys/audit-hash/')) return undefined
  const operation = textOf(record, 'request', 'operation')!
  const holdsHash = target.auditHashes.size > 0 && hasHash(record, target.auditHashes)
  if (!holdsHash && (!isPathOf(path, target) || tellsOtherValue(record, target))) return undefined
  const isToken = target.auditHashes.has(textOf(record, 'auth', 'client_token') ?? '')
  const action = isToken ? 'use' : actions[operation]
  if (action === undefined && !holdsHash) return undefined
  const isDenied = textOf(record, 'error') !== undefined
  const version = fieldOf(record, 'response', 'data', 'metadata', 'version')
  const trace = traceOf(headersOf(record, 'traceparent')[0])
  return {
    event: {
      type: 'access',
      ...optional('time', textOf(record, 'time')),
      action: action ?? 'read',
      outcome: isDenied ? 'denied' : textOf(record, 'type') === 'response' ? 'allowed' : 'unknown',
      proof: holdsHash ? 'audit-hash' : 'store-path',
      log,
      operation: `${operation} ${path}`,
      ...optional('principal', principalOf(record)),
      ...(policiesOf(record).length > 0 && { policies: policiesOf(record) }),
      ...optional('agent', textOf(record, 'auth', 'metadata', 'agent')),
      ...optional('run', runOf(record)),
      ...trace,
      ...optional('address', textOf(record, 'request', 'remote_address')),
      ...optional('client', headersOf(record, 'user-agent')[0]),
      ...(typeof version === 'number' && { version: String(version) }),
      ...optional('request', textOf(record, 'request', 'id')),
    },
    labels: [
      ...allTextsOf(fieldOf(record, 'auth', 'metadata')),
      ...allTextsOf(fieldOf(record, 'request', 'headers')),
      textOf(record, 'auth', 'display_name') ?? '',
    ],
  }
}

/** Of a request and its answer the answer: it tells what came of it. */
export function joinVaultRequests(accesses: readonly LoggedAccess[]): LoggedAccess[] {
  const byRequest = new Map<string, LoggedAccess>()
  const others: LoggedAccess[] = []
  for (const access of accesses) {
    const { request, log, outcome } = access.event
    if (log.format !== 'vault' || request === undefined) others.push(access)
    else if (!byRequest.has(request) || outcome !== 'unknown') byRequest.set(request, access)
  }
  return [...others, ...byRequest.values()]
}

function hasHash(record: unknown, hashes: ReadonlySet<string>): boolean {
  for (const text of allTextsOf(record)) if (hashes.has(text)) return true
  return false
}

/** A mount of KV version 2 has `data` or `metadata` before the path of a secret. */
function isPathOf(path: string, { record }: AccessTarget): boolean {
  const own = storePathOf(record)?.replace(/^\/|\/$/g, '')
  if (own === undefined || own === '') return false
  if (record.store?.type !== 'vault' && record.store?.type !== 'openbao') return false
  return path === own || candidatesOf(own).some((candidate) => candidate === path)
}

/** A mount may have slashes in its name, so that `data` can stand behind any of them. */
function candidatesOf(path: string): string[] {
  const parts = path.split('/')
  return parts
    .slice(1)
    .map((_, at) => [...parts.slice(0, at + 1), 'data', ...parts.slice(at + 1)].join('/'))
}

/** The answer holds a hash for the key, and it is another one: some other version was read. */
function tellsOtherValue(record: unknown, target: AccessTarget): boolean {
  const key = storeKeyOf(target.record)
  if (target.auditHashes.size === 0 || key === undefined) return false
  const hash =
    textOf(record, 'response', 'data', 'data', key) ?? textOf(record, 'response', 'data', key)
  return hash?.startsWith('hmac-sha256:') === true && !target.auditHashes.has(hash)
}

function principalOf(record: unknown): string | undefined {
  return (
    textOf(record, 'auth', 'display_name') ??
    textOf(record, 'auth', 'entity_id') ??
    textOf(record, 'request', 'client_id')
  )
}

/** Those that let it through, where the log tells; else all that the caller has. */
function policiesOf(record: unknown): string[] {
  const granting = fieldOf(record, 'auth', 'policy_results', 'granting_policies')
  const names = Array.isArray(granting) ? granting.flatMap((one) => textOf(one, 'name') ?? []) : []
  return [...new Set(names.length > 0 ? names : textsOf(record, 'auth', 'policies'))]
}

const runKeys = ['run_id', 'run', 'workflow_run_id', 'session_id', 'job_id'] as const

function runOf(record: unknown): string | undefined {
  for (const key of runKeys) {
    const run = textOf(record, 'auth', 'metadata', key)
    if (run !== undefined) return run
  }
  return undefined
}

/** Only headers that the operator lets through are logged: a list of values each, under the name in any case. */
function headersOf(record: unknown, name: string): string[] {
  const headers = fieldOf(record, 'request', 'headers')
  if (typeof headers !== 'object' || headers === null) return []
  const key = Object.keys(headers).find((one) => one.toLowerCase() === name)
  return key === undefined ? [] : textsOf(headers, key)
}

function optional<Key extends string>(
  key: Key,
  value: string | undefined,
): { [K in Key]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { [K in Key]: string })
}
