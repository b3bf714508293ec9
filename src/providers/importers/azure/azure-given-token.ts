import { StanchError } from '../../../text/error.ts'
import type { AccessToken } from '../asking/cached-token.ts'
import type { AzureVault } from './azure-cloud.ts'

/** Key Vault's own id, which older tokens name as their audience. */
const keyVaultApplication = 'cfa8b339-82a2-471a-a3c9-0fc0be7a4093'

/**
 * The token that somebody fetched: the text, or the whole JSON that `az account get-access-token` prints.
 * https://learn.microsoft.com/cli/azure/account#az-account-get-access-token
 *
 * @throws StanchError `AZURE_TOKEN_REFUSED` when it is meant for something else than Key Vault, or has ended
 */
export function tokenGivenForAzure(given: string, { resource }: AzureVault): AccessToken {
  const token = (accessTokenIn(given) ?? given).trim()
  const { aud, exp } = claimsOf(token)
  const audience = typeof aud === 'string' ? aud.replace(/\/$/, '') : undefined
  if (audience !== undefined && audience !== resource && audience !== keyVaultApplication) {
    throw refused('is meant for another service', resource)
  }
  if (typeof exp === 'number' && exp * 1000 < Date.now()) throw refused('has ended', resource)
  // Nobody can renew it here; when it ends the vault says so.
  return { token, expiresAt: Infinity }
}

function accessTokenIn(given: string): string | undefined {
  if (!given.trimStart().startsWith('{')) return undefined
  try {
    const { accessToken } = JSON.parse(given) as { readonly accessToken?: unknown }
    return typeof accessToken === 'string' ? accessToken : undefined
  } catch {
    return undefined
  }
}

function claimsOf(token: string): { readonly aud?: unknown; readonly exp?: unknown } {
  try {
    const claims: unknown = JSON.parse(
      Buffer.from(token.split('.')[1] ?? '', 'base64url').toString(),
    )
    return typeof claims === 'object' && claims !== null ? claims : {}
  } catch {
    return {}
  }
}

function refused(what: string, resource: string): StanchError {
  return new StanchError(
    'AZURE_TOKEN_REFUSED',
    `AZURE_ACCESS_TOKEN ${what}; it was not sent.\n` +
      `Run: az account get-access-token --resource ${resource} --query accessToken -o tsv`,
  )
}
