import { createHttpClient } from '../../providers/http/create-http-client.ts'
import { auditHashOf } from '../../providers/importers/vault/vault-audit-hash.ts'
import { readVaultAddress } from '../../providers/importers/vault/vault-settings.ts'

/** What a value is called in the log of an audit device of the Vault that `VAULT_ADDR` names. */
export async function askAuditHash(
  device: string,
  value: Uint8Array,
  signal: AbortSignal,
): Promise<string> {
  const { host } = new URL(readVaultAddress(process.env))
  const http = createHttpClient({ allowedHosts: [host] })
  try {
    return await auditHashOf({ env: process.env, http, signal }, device, value)
  } finally {
    await http.close()
  }
}
