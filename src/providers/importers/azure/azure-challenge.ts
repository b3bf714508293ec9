import { StanchError } from '../../../text/error.ts'
import { askPatiently, type Asking } from '../asking/ask-patiently.ts'
import type { AzureVault } from './azure-cloud.ts'

/**
 * Version of the interface, the one that all clouds have: https://learn.microsoft.com/rest/api/keyvault/
 * (later ones change nothing of secrets that an inventory reads).
 */
export const keyVaultApiVersion = '7.4'

/**
 * Asks a vault, without a token, whose tokens it takes, and refuses what does not fit its host: a token is sent nowhere
 * else. https://learn.microsoft.com/azure/key-vault/general/authentication-requests-and-responses
 *
 * @returns the id of the tenant
 * @throws StanchError `AZURE_CHALLENGE_INVALID`
 */
export async function tenantOfVault(asking: Asking, vault: AzureVault): Promise<string> {
  const url = new URL(`/secrets?api-version=${keyVaultApiVersion}&maxresults=1`, vault.origin)
  const { status, headers } = await askPatiently(asking, { method: 'GET', url })
  const challenge = headers['www-authenticate'] ?? ''
  const authorization = urlOf(
    parameterOf(challenge, 'authorization') ?? parameterOf(challenge, 'authorization_uri'),
  )
  const resource = urlOf(parameterOf(challenge, 'resource') ?? parameterOf(challenge, 'scope'))
  if (status !== 401 || authorization === undefined || resource === undefined) {
    throw invalid(vault, `status 401 with a challenge, got status ${status}`)
  }
  if (resource.origin !== vault.resource) {
    throw invalid(vault, `a challenge for ${vault.resource}, got one for another resource`)
  }
  if (authorization.protocol !== 'https:' || !vault.authorities.includes(authorization.host)) {
    throw invalid(
      vault,
      `an authority of its cloud (${vault.authorities.join(', ')}), got another one`,
    )
  }
  const tenant = authorization.pathname.slice(1)
  if (!/^[A-Za-z0-9.-]{1,100}$/.test(tenant)) throw invalid(vault, 'the id of a tenant')
  return tenant
}

function parameterOf(challenge: string, name: string): string | undefined {
  const [, quoted, plain] =
    new RegExp(`(?:^|[\\s,])${name}=(?:"([^"]*)"|([^\\s,"]+))`, 'i').exec(challenge) ?? []
  return quoted ?? plain
}

function urlOf(text: string | undefined): URL | undefined {
  return text !== undefined && URL.canParse(text) ? new URL(text) : undefined
}

function invalid(vault: AzureVault, what: string): StanchError {
  return new StanchError(
    'AZURE_CHALLENGE_INVALID',
    `${vault.origin}: expected ${what}. No token was sent.\nLook at the name of the vault, and at proxies between`,
  )
}
