import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { InventoryStore } from '../../inventory/inventory-store.ts'
import { inventoryFileName } from '../../scan/inventory-file-name.ts'
import { inventoryPlaceOf } from '../../scan/inventory-place.ts'
import { MatchQueue } from '../../scan/match-queue.ts'
import { openInventory, type InventoryPlace } from '../../scan/open-inventory.ts'
import { readFingerprintKeys } from '../../scan/read-keys.ts'
import type { MaskedFinding } from '../../stream/filter/finding-feed.ts'
import { readConfiguration } from '../read-configuration.ts'

/**
 * Says of what a filter masked whose it is, by the fingerprint under the newest key, which the token needs anyway. A
 * store that cannot be asked for a while stops nothing: until then nobody is known.
 */
export class MaskedOwners {
  readonly #queue: MatchQueue<MaskedFinding>
  readonly #place: InventoryPlace
  #store: Promise<InventoryStore> | undefined

  /** @param tell in the order of {@link add} */
  constructor(place: InventoryPlace, tell: (finding: MaskedFinding) => void) {
    this.#place = place
    let isTold = false
    this.#queue = new MatchQueue(
      () => this.#open(),
      (finding, inventory) => tell(inventory === null ? finding : { ...finding, inventory }),
      {
        isLasting: true,
        onFailure: (reason) => {
          if (!isTold)
            process.stderr.write(
              `stanch: findings without owners, the inventory cannot be asked: ${reason}\n`,
            )
          isTold = true
        },
      },
    )
  }

  add(finding: MaskedFinding): void {
    this.#queue.add(finding, { value: [finding.fingerprint], unkeyed: undefined, parts: [] })
  }

  /** Waits until all is told. */
  async close(): Promise<void> {
    await this.#queue.settled()
    await this.#store?.then((store) => store.close()).catch(() => undefined)
  }

  #open(): Promise<InventoryStore> {
    // One that could not be opened is opened again.
    this.#store ??= openInventory({ ...this.#place, mustExist: true }).catch((error: unknown) => {
      this.#store = undefined
      throw error
    })
    return this.#store
  }
}

/** @returns `undefined` where there is no inventory, or where no key makes it of use */
export async function maskedOwnersPlace(
  configurationPath: string | undefined,
): Promise<InventoryPlace | undefined> {
  if (readFingerprintKeys(process.env).isEphemeral) return undefined
  const { configuration, directory } = await readConfiguration({
    configurationPath,
    minConfidence: undefined,
    noIgnore: false,
    ruleFiles: [],
  })
  const { inventory } = configuration
  if (inventory.store === undefined && !existsSync(join(directory, inventoryFileName)))
    return undefined
  return inventoryPlaceOf({}, { inventory, directory }, process.env)
}
