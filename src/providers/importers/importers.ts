import type { Importer } from './importer.ts'

/** All importers by name, each loaded when it is used. */
export const importers: Readonly<Record<string, () => Promise<Importer>>> = {
  '1password': async () =>
    (await import('./onepassword/onepassword-importer.ts')).onepasswordImporter,
  doppler: async () => (await import('./doppler/doppler-importer.ts')).dopplerImporter,
  infisical: async () => (await import('./infisical/infisical-importer.ts')).infisicalImporter,
  sops: async () => (await import('./sops/sops-importer.ts')).sopsImporter,
  terraform: async () => (await import('./terraform/terraform-importer.ts')).terraformImporter,
}
