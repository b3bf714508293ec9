import type { Importer } from './importer.ts'

/** All importers by name, each loaded when it is used. */
export const importers: Readonly<Record<string, () => Promise<Importer>>> = {
  'aws-iam': async () => (await import('./aws/access-keys.ts')).accessKeysImporter,
  'aws-secrets-manager': async () =>
    (await import('./aws/secrets-manager.ts')).secretsManagerImporter,
  'aws-ssm': async () => (await import('./aws/parameter-store.ts')).parameterStoreImporter,
  dotenv: async () => (await import('./dotenv.ts')).dotenvImporter,
  json: async () => (await import('./json.ts')).jsonImporter,
  vault: async () => (await import('./vault/vault.ts')).vaultImporter,
}
