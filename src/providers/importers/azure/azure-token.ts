import { readFile } from 'node:fs/promises'
import { reasonOf, StanchError } from '../../../text/error.ts'
import { jsonOf, type HttpAnswer } from '../../http-client.ts'
import type { AccessToken } from '../asking/cached-token.ts'
import { oauthErrorOf, postForm } from '../asking/post-form.ts'
import type { ImportContext } from '../importer.ts'
import type { AzureVault } from './azure-cloud.ts'
import { tokenGivenForAzure } from './azure-given-token.ts'
import { askManagedIdentity } from './azure-identity.ts'

const lifeSeconds = 3600

/**
 * A token for a vault, by the first of: AZURE_ACCESS_TOKEN; AZURE_CLIENT_SECRET; AZURE_FEDERATED_TOKEN_FILE; the managed
 * identity of this machine. The variables are those of
 * https://learn.microsoft.com/dotnet/api/azure.identity.environmentcredential and
 * https://learn.microsoft.com/azure/aks/workload-identity-overview
 *
 * @throws StanchError `AZURE_TOKEN_REFUSED`, `AZURE_CREDENTIALS_MISSING`
 */
export async function fetchAzureToken(
  context: ImportContext,
  vault: AzureVault,
  tenantOfChallenge: string,
): Promise<AccessToken> {
  const { env } = context
  const given = env['AZURE_ACCESS_TOKEN']
  if (given) return tokenGivenForAzure(given, vault)
  const client = env['AZURE_CLIENT_ID']
  const secret = env['AZURE_CLIENT_SECRET']
  const file = env['AZURE_FEDERATED_TOKEN_FILE']
  if (!secret && !file)
    return tokenOf(await askManagedIdentity(context, vault), 'the managed identity of this machine')
  if (!client) {
    const with_ = secret ? 'AZURE_CLIENT_SECRET' : 'AZURE_FEDERATED_TOKEN_FILE'
    throw new StanchError('AZURE_CREDENTIALS_MISSING', `expected AZURE_CLIENT_ID beside ${with_}`)
  }
  const tenant = env['AZURE_TENANT_ID'] || tenantOfChallenge
  const url = new URL(`${encodeURIComponent(tenant)}/oauth2/v2.0/token`, authorityOf(env, vault))
  const fields = {
    client_id: client,
    grant_type: 'client_credentials',
    scope: `${vault.resource}/.default`,
  }
  const proof = secret
    ? { client_secret: secret }
    : {
        client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
        client_assertion: await readAssertion(file!),
      }
  return tokenOf(await postForm(context, url, { ...fields, ...proof }), `the application ${client}`)
}

/** AZURE_AUTHORITY_HOST may choose among the authorities of the vault's cloud, but name no other. */
function authorityOf(env: ImportContext['env'], { authorities }: AzureVault): URL {
  const given = env['AZURE_AUTHORITY_HOST']
  if (!given) return new URL(`https://${authorities[0]}/`)
  const url = URL.canParse(given) ? new URL(given) : undefined
  if (url?.protocol === 'https:' && authorities.includes(url.host)) return new URL('/', url)
  throw new StanchError(
    'AZURE_CREDENTIALS_UNSUPPORTED',
    `expected AZURE_AUTHORITY_HOST to be ${authorities.join(' or ')}, the authorities of the vault’s cloud`,
  )
}

async function readAssertion(file: string): Promise<string> {
  try {
    return (await readFile(file, 'utf8')).trim()
  } catch (error) {
    throw refused(`AZURE_FEDERATED_TOKEN_FILE: cannot read ${file}: ${reasonOf(error)}`)
  }
}

function tokenOf(answer: HttpAnswer, of: string): AccessToken {
  const { access_token, expires_in, expires_on } = (jsonOf(answer) ?? {}) as Record<string, unknown>
  if (answer.status !== 200 || typeof access_token !== 'string')
    throw refused(`${of}: ${oauthErrorOf(answer)}`)
  const until = Number(expires_on)
  const seconds = Number(expires_in)
  return {
    token: access_token,
    expiresAt: until > 0 ? until * 1000 : Date.now() + (seconds > 0 ? seconds : lifeSeconds) * 1000,
  }
}

function refused(what: string): StanchError {
  return new StanchError(
    'AZURE_TOKEN_REFUSED',
    `expected a token for Key Vault. ${what}.\nLook at the AZURE_ variables and at the identity that they name`,
  )
}
