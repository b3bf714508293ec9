import { fieldOf, textOf } from '../../text/field-of.ts'
import type { AccessAction, AccessOutcome, LoggedAccess } from './access-event.ts'
import type { AccessTarget } from './access-target.ts'
import { utcTimeOf } from './utc-time-of.ts'

/** Whether a record is an entry of an audit log of Google Cloud. */
export function isGoogleRecord(record: unknown): boolean {
  return (
    textOf(record, 'protoPayload', 'serviceName')?.endsWith('.googleapis.com') === true &&
    textOf(record, 'protoPayload', 'methodName') !== undefined
  )
}

const actions: Readonly<Record<string, AccessAction>> = {
  AccessSecretVersion: 'read',
  AddSecretVersion: 'write',
  CreateSecret: 'manage',
  UpdateSecret: 'manage',
  DeleteSecret: 'manage',
  EnableSecretVersion: 'manage',
  DisableSecretVersion: 'manage',
  DestroySecretVersion: 'manage',
  SetIamPolicy: 'manage',
}

/**
 * An entry that is about the secret by its name: a version was accessed, which only Data Access logs tell, or changed.
 *
 * Format: https://cloud.google.com/logging/docs/reference/audit/auditlog/rest/Shared.Types/AuditLog; methods,
 * https://cloud.google.com/secret-manager/docs/audit-logging
 */
export function readGoogleRecord(
  record: unknown,
  target: AccessTarget,
  log: LoggedAccess['event']['log'],
): LoggedAccess | undefined {
  const payload = fieldOf(record, 'protoPayload')
  const method = textOf(payload, 'methodName')!.split('.').at(-1)!
  const action = actions[method]
  if (action === undefined || textOf(payload, 'serviceName') !== 'secretmanager.googleapis.com')
    return undefined
  if (!isSecretOf(record, target)) return undefined
  const who = fieldOf(payload, 'authenticationInfo')
  const principal = textOf(who, 'principalEmail') ?? textOf(who, 'principalSubject')
  const time = utcTimeOf(textOf(record, 'timestamp'))
  const address = textOf(payload, 'requestMetadata', 'callerIp')
  const client = textOf(payload, 'requestMetadata', 'callerSuppliedUserAgent')
  const version = /\/versions\/([^/]+)$/.exec(textOf(payload, 'resourceName') ?? '')?.[1]
  const trace = /\/traces\/([0-9a-f]{32})$/.exec(textOf(record, 'trace') ?? '')?.[1]
  const span = trace && textOf(record, 'spanId')
  const request = textOf(record, 'insertId')
  return {
    event: {
      type: 'access',
      ...(time && { time }),
      action,
      outcome: outcomeOf(fieldOf(payload, 'status', 'code')),
      proof: 'store-path',
      log,
      operation: `secretmanager:${method}`,
      ...(principal && { principal }),
      ...(trace && { trace }),
      ...(span && { span }),
      ...(address && { address }),
      ...(client && { client }),
      ...(version && { version }),
      ...(request && { request }),
    },
    labels: [textOf(who, 'principalSubject') ?? '', client ?? ''],
  }
}

/** Codes of gRPC: 7 is a refusal, 16 a caller who is nobody. */
function outcomeOf(code: unknown): AccessOutcome {
  if (code === undefined || code === 0) return 'allowed'
  return code === 7 || code === 16 ? 'denied' : 'failed'
}

/** A project has a name and a number; logs and importers have either. */
function isSecretOf(record: unknown, { record: { store, id } }: AccessTarget): boolean {
  if (store?.type !== 'gcp-secret-manager' || store.path === undefined) return false
  const own = partsOf(store.path)
  const named = partsOf(textOf(record, 'protoPayload', 'resourceName') ?? '')
  if (own === undefined || named === undefined) return false
  if (own.secret !== named.secret || own.location !== named.location) return false
  const projects = [own.project, id.split('/')[1]]
  const label = textOf(record, 'resource', 'labels', 'project_id')
  const logged = /^projects\/([^/]+)\/logs/.exec(textOf(record, 'logName') ?? '')?.[1]
  return [named.project, label, logged].some((one) => one !== undefined && projects.includes(one))
}

function partsOf(name: string) {
  const [, project, location, secret] =
    /^projects\/([^/]+)(?:\/locations\/([^/]+))?\/secrets\/([^/]+)/.exec(name) ?? []
  return secret === undefined ? undefined : { project, location, secret }
}
