import type { Importer } from './importer.ts'

/** All importers by name, each loaded when it is used. */
export const importers: Readonly<Record<string, () => Promise<Importer>>> = {
  '1password': async () =>
    (await import('./onepassword/onepassword-importer.ts')).onepasswordImporter,
  'aws-iam': async () => (await import('./aws/access-keys.ts')).accessKeysImporter,
  'aws-secrets-manager': async () =>
    (await import('./aws/secrets-manager.ts')).secretsManagerImporter,
  'aws-ssm': async () => (await import('./aws/parameter-store.ts')).parameterStoreImporter,
  'azure-key-vault': async () => (await import('./azure/azure-key-vault.ts')).azureKeyVault,
  doppler: async () => (await import('./doppler/doppler-importer.ts')).dopplerImporter,
  dotenv: async () => (await import('./dotenv.ts')).dotenvImporter,
  'gcp-secret-manager': async () => (await import('./gcp/gcp-secret-manager.ts')).gcpSecretManager,
  'github-actions': async () => (await import('./github/github-actions.ts')).githubActions,
  infisical: async () => (await import('./infisical/infisical-importer.ts')).infisicalImporter,
  json: async () => (await import('./json.ts')).jsonImporter,
  kubernetes: async () => (await import('./kubernetes/kubernetes.ts')).kubernetes,
  sops: async () => (await import('./sops/sops-importer.ts')).sopsImporter,
  terraform: async () => (await import('./terraform/terraform-importer.ts')).terraformImporter,
  vault: async () => (await import('./vault/vault.ts')).vaultImporter,
}
