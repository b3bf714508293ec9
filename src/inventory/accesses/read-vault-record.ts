import { allTextsOf, fieldOf, textOf, textsOf } from '../../text/field-of.ts'
import type { AccessAction, AccessOutcome, AccessProof, LoggedAccess } from './access-event.ts'
import { storeKeyOf, storePathOf, type AccessTarget } from './access-target.ts'
import { traceOf } from './trace-of.ts'
import { utcTimeOf } from './utc-time-of.ts'

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
 * An entry of Vault's audit log that is about the secret: the HMAC of its value stands in it, the value itself, as a
 * device with `log_raw` has it, or the entry names its path.
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
  const outcome = outcomeOf(record)
  const proof = valueProofOf(record, target)
  const place = proof === undefined ? placeOf(record, path, outcome, target) : undefined
  if (proof === undefined && place === undefined) return undefined
  const action = proof === undefined ? place! : actionOf(record, operation, target)
  if (action === undefined) return undefined
  const version = fieldOf(record, 'response', 'data', 'metadata', 'version')
  const trace = traceOf(headersOf(record, 'traceparent')[0])
  return {
    event: {
      type: 'access',
      ...optional('time', utcTimeOf(textOf(record, 'time'))),
      action,
      outcome,
      proof: proof ?? 'store-path',
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
    ...(proof === undefined && tellsOtherValue(record, target) && { isOtherValue: true }),
  }
}

/**
 * Of a request and its answer the answer: it tells what came of it. An answer with another version's value tells that its
 * request was not about this one either.
 */
export function joinVaultRequests(accesses: readonly LoggedAccess[]): LoggedAccess[] {
  const byRequest = new Map<string, LoggedAccess>()
  const others: LoggedAccess[] = []
  for (const access of accesses) {
    const { request, log, outcome } = access.event
    if (log.format !== 'vault' || request === undefined) others.push(access)
    else if (!byRequest.has(request) || outcome !== 'unknown') byRequest.set(request, access)
  }
  return [...others, ...byRequest.values()].filter(({ isOtherValue }) => isOtherValue !== true)
}

/** An error says whether a policy forbade it, or it failed for something else. */
function outcomeOf(record: unknown): AccessOutcome {
  const error = textOf(record, 'error')
  if (error !== undefined) return /permission denied/.test(error) ? 'denied' : 'failed'
  return textOf(record, 'type') === 'response' ? 'allowed' : 'unknown'
}

/** Hashes first: they are compared, while a value that stands in the clear must be fingerprinted. */
function valueProofOf(record: unknown, target: AccessTarget): AccessProof | undefined {
  if (target.auditHashes.size > 0 && hasHash(record, target.auditHashes)) return 'audit-hash'
  for (const side of ['request', 'response'])
    for (const text of allTextsOf(fieldOf(record, side, 'data')))
      if (text.length >= valueLengthMin && !text.startsWith('hmac-sha256:') && target.isValue(text))
        return 'fingerprint'
  return undefined
}

const valueLengthMin = 8

/** A token of Vault is used; what stands in the answer alone was read, by unwrapping, too, which is an `update`. */
function actionOf(record: unknown, operation: string, target: AccessTarget): AccessAction {
  if (target.auditHashes.has(textOf(record, 'auth', 'client_token') ?? '')) return 'use'
  const isSent = [...allTextsOf(fieldOf(record, 'request', 'data'))].some(
    (text) => target.auditHashes.has(text) || target.isValue(text),
  )
  return isSent ? (actions[operation] ?? 'read') : 'read'
}

function hasHash(record: unknown, hashes: ReadonlySet<string>): boolean {
  for (const text of allTextsOf(record)) if (hashes.has(text)) return true
  return false
}

/**
 * What was done at the secret's path, of which a mount of KV version 2 has several; `undefined` where it is another path,
 * or nothing that counts, as a list.
 *
 * (https://developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2)
 */
function placeOf(
  record: unknown,
  path: string,
  outcome: AccessOutcome,
  { record: { store, ...known } }: AccessTarget,
): AccessAction | undefined {
  if (store?.type !== 'vault' && store?.type !== 'openbao') return undefined
  const own = storePathOf({ ...known, store })?.replace(/^\/|\/$/g, '')
  if (own === undefined || own === '') return undefined
  const operation = textOf(record, 'request', 'operation')!
  const namespace = textOf(record, 'request', 'namespace', 'path')?.replace(/^\/|\/$/g, '')
  const asked = namespace === undefined ? [path] : [path, `${namespace}/${path}`]
  for (const one of asked) {
    if (one === own) return actions[operation]
    const kind = kindOf(one, own)
    if (kind === 'data') return actions[operation]
    if (kind !== undefined) return operation === 'read' || operation === 'list' ? undefined : 'manage' // prettier-ignore
    // The command line asks for the mount first, and is turned away there already.
    if (outcome === 'denied' && one === `${mountQuestion}${own}`) return 'read'
  }
  return undefined
}

const mountQuestion = 'sys/internal/ui/mounts/'
const kinds = ['data', 'metadata', 'delete', 'undelete', 'destroy', 'subkeys']

/** A mount may have slashes in its name, so that the kind can stand behind any of them. */
function kindOf(path: string, own: string): string | undefined {
  const parts = path.split('/')
  for (const [at, part] of parts.entries())
    if (
      at > 0 &&
      kinds.includes(part) &&
      [...parts.slice(0, at), ...parts.slice(at + 1)].join('/') === own
    )
      // prettier-ignore
      return part
  return undefined
}

/** The answer holds a hash for the key, and it is another one: some other version was read. */
function tellsOtherValue(record: unknown, target: AccessTarget): boolean {
  const key = storeKeyOf(target.record)
  if (target.auditHashes.size === 0 || key === undefined) return false
  const hash =
    textOf(record, 'response', 'data', 'data', key) ?? textOf(record, 'response', 'data', key)
  return hash?.startsWith('hmac-sha256:') === true && !target.auditHashes.has(hash)
}

/** A method of log-in that serves many is no principal: `approle` is told with its role. */
function principalOf(record: unknown): string | undefined {
  const name = textOf(record, 'auth', 'display_name')
  const role = textOf(record, 'auth', 'metadata', 'role_name') ?? textOf(record, 'auth', 'metadata', 'role') // prettier-ignore
  if (name !== undefined)
    return role === undefined || name.includes(role) ? name : `${name}/${role}`
  return textOf(record, 'auth', 'entity_id') ?? textOf(record, 'request', 'client_id')
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
