import type { Importer } from './importer.ts'

/** All importers by name, each loaded when it is used. */
export const importers: Readonly<Record<string, () => Promise<Importer>>> = {
  sops: async () => (await import('./sops/sops-importer.ts')).sopsImporter,
}
