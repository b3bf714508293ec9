import { StanchError } from '../../../text/error.ts'
import { fieldOf, textOf } from '../../../text/field-of.ts'
import { jsonOf, type HttpAnswer } from '../../http-client.ts'
import { askPatiently } from '../asking/ask-patiently.ts'
import { cachedToken } from '../asking/cached-token.ts'
import { statusText } from '../asking/refusal.ts'
import type { ListedPage } from '../asking/list-pages.ts'
import type { ImportContext } from '../importer.ts'
import { keyVaultApiVersion, tenantOfVault } from './azure-challenge.ts'
import type { AzureVault } from './azure-cloud.ts'
import { fetchAzureToken } from './azure-token.ts'

/** Reads of one vault; no address leaves its host. */
export interface AzureReader {
  /** @throws StanchError `AZURE_REFUSED` for any status but 200 */
  read(address: string): Promise<unknown>
  /** A list as of https://learn.microsoft.com/rest/api/keyvault/secrets/get-secrets/get-secrets */
  readPage(address: string): Promise<ListedPage<string>>
}

export async function openAzureReader(
  context: ImportContext,
  vault: AzureVault,
): Promise<AzureReader> {
  const tenant = await tenantOfVault(context, vault)
  const tokenOf = cachedToken(() => fetchAzureToken(context, vault, tenant))
  const read = async (address: string): Promise<unknown> => {
    const url = new URL(address, vault.origin)
    if (url.origin !== vault.origin) {
      throw new StanchError(
        'AZURE_HOST_CHANGED',
        `expected a page of ${vault.origin}, got an address elsewhere`,
      )
    }
    url.searchParams.set('api-version', keyVaultApiVersion)
    const answer = await askPatiently(context, {
      method: 'GET',
      url,
      headers: { authorization: `Bearer ${await tokenOf()}`, accept: 'application/json' },
    })
    if (answer.status === 200) return jsonOf(answer)
    throw new StanchError('AZURE_REFUSED', reasonOfRefusal(answer))
  }
  return {
    read,
    readPage: async (address) => {
      const { value, nextLink } = ((await read(address)) ?? {}) as Record<string, unknown>
      if (!Array.isArray(value))
        throw new StanchError('IMPORT_NOT_UNDERSTOOD', 'expected a page of Key Vault with value')
      return {
        items: value,
        next: typeof nextLink === 'string' && nextLink !== '' ? nextLink : undefined,
      }
    },
  }
}

/**
 * A status, with the codes of the error's shells: never its message, which names principals and addresses.
 * https://learn.microsoft.com/azure/key-vault/general/rest-error-codes
 */
function reasonOfRefusal(answer: HttpAnswer): string {
  const words: string[] = []
  let shell = fieldOf(jsonOf(answer), 'error')
  for (let depth = 0; depth < 4 && shell !== undefined; depth++) {
    const code = textOf(shell, 'code')
    if (code !== undefined && /^[A-Za-z]\w{1,60}$/.test(code)) words.push(code)
    shell = fieldOf(shell, 'innererror')
  }
  return statusText(answer.status, words)
}
