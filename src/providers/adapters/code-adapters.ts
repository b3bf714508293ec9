import type { AdapterSource } from './adapter-setting.ts'
import { awsIamSource, awsSecretsManagerSource } from './aws/aws-sources.ts'
import { cloudflareSource } from './cloudflare/cloudflare-source.ts'
import { entraSource } from './entra/entra-source.ts'
import { gcpApiKeySource } from './gcp/api-key/api-key-source.ts'
import { gcpServiceAccountSource } from './gcp/service-account-source.ts'
import { rotationStoreSource } from './rotation/rotation-store-adapter.ts'
import { openaiSource } from './openai/openai-source.ts'
import { vaultLeaseSource, vaultTokenSource } from './vault/vault-sources.ts'

/** Adapters whose calls are signed, or need more than a request: each loads its code when it is opened. */
export const codeAdapters: readonly AdapterSource[] = [
  awsIamSource,
  awsSecretsManagerSource,
  gcpServiceAccountSource,
  gcpApiKeySource,
  entraSource,
  openaiSource,
  cloudflareSource,
  vaultTokenSource,
  vaultLeaseSource,
  rotationStoreSource,
]
