import { StanchError } from '../../../text/error.ts'
import type { HttpAnswer } from '../../http-client.ts'
import { askPatiently } from '../asking/ask-patiently.ts'
import type { ImportContext } from '../importer.ts'
import type { AzureVault } from './azure-cloud.ts'

const machineHost = '169.254.169.254'

/** Where managed identities are asked for, on this machine. */
export function identityHosts(env: ImportContext['env']): string[] {
  const endpoint = env['IDENTITY_ENDPOINT']
  const url = endpoint && URL.canParse(endpoint) ? new URL(endpoint) : undefined
  return url !== undefined && isNear(url) ? [machineHost, url.host] : [machineHost]
}

function isNear({ hostname }: URL): boolean {
  return hostname === machineHost || /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(hostname)
}

/**
 * Asks for a token of the managed identity, once it is known that no other credentials are set.
 *
 * @throws StanchError `AZURE_CREDENTIALS_MISSING` when nobody answers
 */
export async function askManagedIdentity(
  context: ImportContext,
  { resource }: AzureVault,
): Promise<HttpAnswer> {
  const { env } = context
  const query = new URLSearchParams({ resource })
  const client = env['AZURE_CLIENT_ID']
  if (client) query.set('client_id', client)
  const endpoint = env['IDENTITY_ENDPOINT']
  const header = env['IDENTITY_HEADER']
  try {
    return endpoint && header
      ? await askAppService(context, { endpoint, header, query })
      : await askMachine(context, query)
  } catch (error) {
    if (context.signal.aborted || !(error instanceof StanchError)) throw error
    if (error.code !== 'HTTP_FAILED') throw error
    throw new StanchError(
      'AZURE_CREDENTIALS_MISSING',
      'expected credentials of Azure: found none in AZURE_CLIENT_SECRET, AZURE_FEDERATED_TOKEN_FILE or ' +
        'AZURE_ACCESS_TOKEN, and this machine has no managed identity.\n' +
        `Run: export AZURE_ACCESS_TOKEN="$(az account get-access-token --resource ${resource} --query accessToken -o tsv)"`,
      { cause: error },
    )
  }
}

/** https://learn.microsoft.com/azure/app-service/overview-managed-identity#rest-endpoint-reference */
async function askAppService(
  context: ImportContext,
  to: { readonly endpoint: string; readonly header: string; readonly query: URLSearchParams },
): Promise<HttpAnswer> {
  const url = URL.canParse(to.endpoint) ? new URL(to.endpoint) : undefined
  if (url === undefined || !isNear(url)) {
    throw new StanchError(
      'AZURE_CREDENTIALS_UNSUPPORTED',
      'expected IDENTITY_ENDPOINT to be an address of this machine',
    )
  }
  url.search = `api-version=2019-08-01&${to.query.toString()}`
  return await askPatiently(context, {
    method: 'GET',
    url,
    headers: { 'x-identity-header': to.header },
  })
}

/** https://learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token */
async function askMachine(context: ImportContext, query: URLSearchParams): Promise<HttpAnswer> {
  const url = new URL(`http://${machineHost}/metadata/identity/oauth2/token`)
  url.search = `api-version=2018-02-01&${query.toString()}`
  return await askPatiently(context, { method: 'GET', url, headers: { metadata: 'true' } })
}
