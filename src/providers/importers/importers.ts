import type { Importer } from './importer.ts'

/** All importers by name, each loaded when it is used. */
export const importers: Readonly<Record<string, () => Promise<Importer>>> = {
  'azure-key-vault': async () => (await import('./azure/azure-key-vault.ts')).azureKeyVault,
  dotenv: async () => (await import('./dotenv.ts')).dotenvImporter,
  'gcp-secret-manager': async () => (await import('./gcp/gcp-secret-manager.ts')).gcpSecretManager,
  'github-actions': async () => (await import('./github/github-actions.ts')).githubActions,
  json: async () => (await import('./json.ts')).jsonImporter,
  kubernetes: async () => (await import('./kubernetes/kubernetes.ts')).kubernetes,
}
