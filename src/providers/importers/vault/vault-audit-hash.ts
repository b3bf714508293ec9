import { StanchError } from '../../../text/error.ts'
import { VaultClient, vaultPath, type VaultContext } from './vault-client.ts'

/**
 * What a value is called in the log of an audit device: `hmac-sha256:<64 hex digits>` under the device's own salt. The log
 * can then be searched for who read exactly this secret. The value goes to Vault in a request's body and is kept nowhere;
 * Vault's own log of the request holds the same hash. (https://developer.hashicorp.com/vault/api-docs/system/audit-hash)
 *
 * @param device path of the audit device: `file`, with or without a slash at its end
 * @param value as Vault logs it: a text; each value of a map has a hash of its own
 * @throws StanchError `VAULT_AUDIT_HASH` when the token may not ask or there is no such device, or the value is not UTF-8
 */
export async function auditHashOf(
  context: VaultContext,
  device: string,
  value: Uint8Array,
): Promise<string> {
  const client = await VaultClient.open(context)
  const path = vaultPath(device.replaceAll(/^\/+|\/+$/g, ''))
  if (path === undefined || path === '')
    throw refused(device, 'expected the path of an audit device')
  const { status, data } = await client.write(`sys/audit-hash/${path}`, {
    input: textOf(device, value),
  })
  const hash = data?.['hash']
  if (status === 200 && typeof hash === 'string' && /^hmac-sha256:[0-9a-f]{64}$/.test(hash))
    return hash
  throw refused(
    device,
    status === 403
      ? `the token needs update on sys/audit-hash/${device} (403)`
      : status === 400
        ? 'there is no such device (400). See: vault audit list'
        : `the answer ${status} holds no hash`,
  )
}

function textOf(device: string, value: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(value)
  } catch {
    throw refused(device, 'the value is not UTF-8, so no log of Vault has it')
  }
}

function refused(device: string, reason: string): StanchError {
  return new StanchError('VAULT_AUDIT_HASH', `Vault's audit device ${device}: ${reason}.`)
}
