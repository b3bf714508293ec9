import { StanchError } from '../../../text/error.ts'

/** One of Microsoft's clouds, with the hosts that may be given credentials and tokens. */
interface AzureCloud {
  readonly vaultSuffix: string
  readonly authorities: readonly [string, ...string[]]
}

/**
 * https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates#dns-suffixes-for-object-identifiers and
 * https://learn.microsoft.com/entra/identity-platform/authentication-national-cloud
 */
const clouds: readonly AzureCloud[] = [
  {
    vaultSuffix: 'vault.azure.net',
    authorities: ['login.microsoftonline.com', 'login.windows.net'],
  },
  {
    vaultSuffix: 'vault.azure.cn',
    authorities: ['login.chinacloudapi.cn', 'login.partner.microsoftonline.cn'],
  },
  { vaultSuffix: 'vault.usgovcloudapi.net', authorities: ['login.microsoftonline.us'] },
]

/** A vault, and whose tokens it takes. */
export interface AzureVault {
  readonly name: string
  readonly origin: string
  readonly authorities: AzureCloud['authorities']
  /** Audience of its tokens, `https://vault.azure.net`. */
  readonly resource: string
}

/**
 * @param vault a name, which stands for one of the public cloud, or an address of a vault in any cloud
 * @throws StanchError `AZURE_VAULT_INVALID` for a host that is no vault: it would be sent a token
 */
export function azureVaultOf(vault: string): AzureVault {
  const isName = /^[A-Za-z](?:[A-Za-z0-9-]{1,22})[A-Za-z0-9]$/.test(vault)
  const address = isName ? `https://${vault}.vault.azure.net` : vault
  const url = URL.canParse(address) ? new URL(address) : undefined
  const [, name = '', suffix] =
    /^([a-z0-9-]{3,24})\.(vault\.[a-z.]+)$/.exec(url?.hostname ?? '') ?? []
  const cloud = clouds.find(({ vaultSuffix }) => vaultSuffix === suffix)
  const isPlain =
    url?.protocol === 'https:' && url.port === '' && url.username === '' && url.password === ''
  if (url === undefined || cloud === undefined || !isPlain) {
    const known = clouds.map(({ vaultSuffix }) => `https://NAME.${vaultSuffix}`).join(', ')
    throw new StanchError(
      'AZURE_VAULT_INVALID',
      `expected --vault with the name of a Key Vault or its address: ${known}; no other host is given a token`,
    )
  }
  return {
    name,
    origin: url.origin,
    authorities: cloud.authorities,
    resource: `https://${cloud.vaultSuffix}`,
  }
}
