import type { ImportEvent } from '../../../inventory/stored-secret.ts'
import { StanchError } from '../../../text/error.ts'
import { listPages, type Listed } from '../asking/list-pages.ts'
import { askedAtOnce, mapInOrder } from '../asking/map-in-order.ts'
import { optionText, versionOptions, versionsToRead } from '../asking/option-values.ts'
import { refusal } from '../asking/refusal.ts'
import { withCoverage } from '../asking/with-coverage.ts'
import { labelMapOf, mapOption } from '../draft/map-option.ts'
import { recordIdOf } from '../draft/record-id.ts'
import type { ImportContext, Importer } from '../importer.ts'
import { openAzureReader } from './azure-api.ts'
import { azureVaultOf, type AzureVault } from './azure-cloud.ts'
import { identityHosts } from './azure-identity.ts'
import { eventsOfAzureSecret } from './azure-secret.ts'

/** Azure Key Vault by its REST interface: https://learn.microsoft.com/rest/api/keyvault/ */
export const azureKeyVault: Importer = {
  name: 'azure-key-vault',
  description: 'Azure Key Vault: values of enabled versions, tags, dates',
  options: [
    {
      flags: '--vault <name>',
      description: 'name or address of the vault, such as https://example.vault.usgovcloudapi.net',
    },
    ...versionOptions,
    mapOption,
  ],
  environment: [
    { name: 'AZURE_TENANT_ID', description: 'the tenant; the one that the vault names by default' },
    { name: 'AZURE_CLIENT_ID', description: 'the application or the managed identity' },
    { name: 'AZURE_CLIENT_SECRET', description: 'secret of the application' },
    { name: 'AZURE_FEDERATED_TOKEN_FILE', description: 'its token of workload identity, instead' },
    {
      name: 'AZURE_ACCESS_TOKEN',
      description: 'what `az account get-access-token` prints, instead',
    },
    { name: 'AZURE_AUTHORITY_HOST', description: 'another authority of the vault’s cloud' },
    {
      name: 'IDENTITY_ENDPOINT',
      description: 'of App Service, with IDENTITY_HEADER; else the machine’s own',
    },
  ],
  access: ({ env, options }) => {
    const vault = azureVaultOf(optionText({ options }, 'vault') ?? '')
    return { hosts: [new URL(vault.origin).host, ...vault.authorities, ...identityHosts(env)] }
  },
  events,
}

async function* events(context: ImportContext): AsyncIterable<ImportEvent> {
  const vault = azureVaultOf(optionText(context, 'vault') ?? '')
  const prefix = `${recordIdOf('azure-key-vault', [vault.name])}/`
  yield* withCoverage(eventsOfVault(context, vault), () => [prefix])
}

async function* eventsOfVault(
  context: ImportContext,
  vault: AzureVault,
): AsyncGenerator<ImportEvent> {
  const count = versionsToRead(context)
  const labels = labelMapOf(context)
  const reader = await openAzureReader(context, vault)
  const told = (listed: Listed): Promise<readonly ImportEvent[]> =>
    'problem' in listed
      ? Promise.resolve([
          { kind: 'problem', path: `${vault.origin}/secrets`, reason: listed.problem },
        ])
      : eventsOfAzureSecret({ context, vault, reader, count, labels }, listed.item)
  const list = listPages('/secrets?maxresults=25', (at) => reader.readPage(at), context.signal)
  try {
    for await (const some of mapInOrder(list, askedAtOnce, told)) yield* some
  } catch (error) {
    throw atTheDoor(error, vault)
  }
}

function atTheDoor(error: unknown, { origin }: AzureVault): unknown {
  if (!(error instanceof StanchError) || error.code !== 'AZURE_REFUSED') return error
  const isFirewall = error.message.includes('ForbiddenByFirewall')
  return refusal(
    `Azure Key Vault ${origin}`,
    error.message,
    isFirewall
      ? 'The vault’s firewall lets this machine’s address not through.'
      : 'It needs the role "Key Vault Secrets User" with "Key Vault Reader", or list and get in an access policy.',
  )
}
