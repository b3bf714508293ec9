import { fieldOf, textOf } from '../../text/field-of.ts'
import type { AccessAction, AccessOutcome, LoggedAccess } from './access-event.ts'
import { storePathOf, type AccessTarget } from './access-target.ts'
import { utcTimeOf } from './utc-time-of.ts'

/** Whether a record is one of the logs of Azure Key Vault. */
export function isAzureRecord(record: unknown): boolean {
  return (
    textOf(record, 'category') === 'AuditEvent' && textOf(record, 'operationName') !== undefined
  )
}

const actions: Readonly<Record<string, AccessAction>> = {
  SecretGet: 'read',
  SecretSet: 'write',
  SecretBackup: 'read',
  SecretRestore: 'write',
  SecretUpdate: 'manage',
  SecretDelete: 'manage',
  SecretRecover: 'manage',
  SecretPurge: 'manage',
}

const claims = 'http://schemas.xmlsoap.org/ws/2005/05/identity/claims/'

/**
 * A record that is about the secret by its address.
 *
 * Format: https://learn.microsoft.com/azure/key-vault/general/logging
 */
export function readAzureRecord(
  record: unknown,
  target: AccessTarget,
  log: LoggedAccess['event']['log'],
): LoggedAccess | undefined {
  const operation = textOf(record, 'operationName')!
  const action = actions[operation]
  const { store } = target.record
  if (action === undefined || store?.type !== 'azure-key-vault') return undefined
  const uri = textOf(record, 'properties', 'id') ?? textOf(record, 'properties', 'requestUri')
  const [, place, version] =
    /^(https:\/\/[^/?]+\/secrets\/[^/?]+)(?:\/([0-9a-f]{32}))?/i.exec(uri ?? '') ?? []
  if (place?.toLowerCase() !== storePathOf(target.record)?.toLowerCase()) return undefined
  const claim = fieldOf(record, 'identity', 'claim')
  const principal =
    textOf(claim, `${claims}upn`) ??
    textOf(claim, 'unique_name') ??
    textOf(claim, 'appid') ??
    textOf(claim, 'http://schemas.microsoft.com/identity/claims/objectidentifier') ??
    textOf(claim, 'oid')
  const time = utcTimeOf(textOf(record, 'time'))
  const address = textOf(record, 'callerIpAddress')
  const client = textOf(record, 'properties', 'clientInfo')
  const request = textOf(record, 'correlationId')
  return {
    event: {
      type: 'access',
      ...(time && { time }),
      action,
      outcome: outcomeOf(record),
      proof: 'store-path',
      log,
      operation,
      ...(principal && { principal }),
      ...(address && { address }),
      ...(client && { client }),
      ...(version && { version }),
      ...(request && { request }),
    },
    labels: [client ?? ''],
  }
}

function outcomeOf(record: unknown): AccessOutcome {
  const code = Number(fieldOf(record, 'properties', 'httpStatusCode') ?? NaN)
  if (code === 401 || code === 403) return 'denied'
  if (code >= 400) return 'failed'
  return textOf(record, 'resultType') === 'Success' || code >= 200 ? 'allowed' : 'unknown'
}
