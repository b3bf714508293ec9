import { join, relative, resolve, sep } from 'node:path'
import { StanchError } from '../text/error.ts'
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
 * @throws StanchError `USAGE` for an empty place or tenant that was typed
 * @param configured with its directory, absolute, to which a configured file is relative
 */
export function inventoryPlaceOf(
  typed: TypedPlace,
  configured: { readonly inventory: InventoryChoice; readonly directory: string },
  env: Readonly<Record<string, string | undefined>>,
): InventoryPlace {
  const { inventory, directory } = configured
  assertSaid('--store', typed.store, 'a file, an address of a database, or OWNER/REPO@SHA:path')
  assertSaid('--tenant', typed.tenant, 'the name of a tenant; without it a file shows all of them')
  return {
    store: typed.store ?? fromDirectory(inventory.store ?? inventoryFileName, directory),
    tenant: typed.tenant ?? (env['STANCH_TENANT'] || inventory.tenant),
    directory,
    signers: inventory.signers,
  }
}

/** An empty variable of a shell would open the wrong inventory, or one tenant's to another. */
function assertSaid(option: string, value: string | undefined, expected: string): void {
  if (value === undefined || value.trim() !== '') return
  throw new StanchError('USAGE', `${option}: expected ${expected}; got an empty text.`)
}

/** Short for messages, and as good to read from. */
function fromDirectory(store: string, directory: string): string {
  if (/^[a-z][a-z\d+.-]+:\/\/|^[^:]+@[^:]*:/i.test(store)) return store
  const path = resolve(join(directory, store))
  const shown = relative(process.cwd(), path)
  return shown === '..' || shown.startsWith(`..${sep}`) ? path : shown
}
