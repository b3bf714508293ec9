import type { Importer } from './importer.ts'

/** All importers by name, each loaded when it is used. */
export const importers: Readonly<Record<string, () => Promise<Importer>>> = {
  dotenv: async () => (await import('./dotenv.ts')).dotenvImporter,
  json: async () => (await import('./json.ts')).jsonImporter,
  vault: async () => (await import('./vault/vault.ts')).vaultImporter,
  'azure-key-vault': async () => (await import('./azure/azure-key-vault.ts')).azureKeyVault,
  'gcp-secret-manager': async () => (await import('./gcp/gcp-secret-manager.ts')).gcpSecretManager,
  'github-actions': async () => (await import('./github/github-actions.ts')).githubActions,
  kubernetes: async () => (await import('./kubernetes/kubernetes.ts')).kubernetes,
  '1password': async () =>
    (await import('./onepassword/onepassword-importer.ts')).onepasswordImporter,
  doppler: async () => (await import('./doppler/doppler-importer.ts')).dopplerImporter,
  infisical: async () => (await import('./infisical/infisical-importer.ts')).infisicalImporter,
  sops: async () => (await import('./sops/sops-importer.ts')).sopsImporter,
  terraform: async () => (await import('./terraform/terraform-importer.ts')).terraformImporter,
  'aws-iam': async () => (await import('./aws/access-keys.ts')).accessKeysImporter,
  'aws-secrets-manager': async () =>
    (await import('./aws/secrets-manager.ts')).secretsManagerImporter,
  'aws-ssm': async () => (await import('./aws/parameter-store.ts')).parameterStoreImporter,
  dotenv: async () => (await import('./dotenv.ts')).dotenvImporter,
  json: async () => (await import('./json.ts')).jsonImporter,
  vault: async () => (await import('./vault/vault.ts')).vaultImporter,
}
