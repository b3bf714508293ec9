import { join, relative, resolve, sep } from 'node:path'
import type { InventoryChoice } from './configuration.ts'
import { inventoryFileName, type InventoryPlace } from './open-inventory.ts'

/** What was typed. */
export interface TypedPlace {
  readonly store?: string | undefined
  readonly tenant?: string | undefined
}

/**
 * Which inventory a run has: the one that was typed, the one that is configured, or the file beside the configuration. The
 * tenant is what was typed, `STANCH_TENANT`, or the configured one.
 *
 * @param configured with its directory, absolute, to which a configured file is relative
 */
export function inventoryPlaceOf(
  typed: TypedPlace,
  configured: { readonly inventory: InventoryChoice; readonly directory: string },
  env: Readonly<Record<string, string | undefined>>,
): InventoryPlace {
  const { inventory, directory } = configured
  return {
    store: typed.store ?? fromDirectory(inventory.store ?? inventoryFileName, directory),
    tenant: typed.tenant ?? (env['STANCH_TENANT'] || inventory.tenant),
    directory,
    signers: inventory.signers,
  }
}

/** Short for messages, and as good to read from. */
function fromDirectory(store: string, directory: string): string {
  if (/^[a-z][a-z\d+.-]+:\/\/|^[^:]+@[^:]*:/i.test(store)) return store
  const path = resolve(join(directory, store))
  const shown = relative(process.cwd(), path)
  return shown === '..' || shown.startsWith(`..${sep}`) ? path : shown
}
