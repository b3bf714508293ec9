import type { Importer } from './importer.ts'

/** All importers by name, each loaded when it is used. */
export const importers: Readonly<Record<string, () => Promise<Importer>>> = {
  dotenv: async () => (await import('./dotenv.ts')).dotenvImporter,
  json: async () => (await import('./json.ts')).jsonImporter,
  vault: async () => (await import('./vault/vault.ts')).vaultImporter,
}
