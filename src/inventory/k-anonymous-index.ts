import type { InventoryIndex } from './inventory-index.ts'
import type { HashedMatch } from './k-anonymous-server.ts'
import { prefixOf } from './k-anonymous.ts'
import { toInventoryMatch } from './to-match.ts'

const marker = 'hmsl:'

/** Records that have an unkeyed hash, by the first bits of it; in memory, of one tenant. */
export class KAnonymousIndex {
  readonly #index: InventoryIndex
  /** Ascending, each once. */
  readonly #hashes: readonly string[]

  constructor(index: InventoryIndex) {
    this.#index = index
    const fingerprints = index.records.flatMap((record) => record.fingerprints)
    const hashes = fingerprints
      .filter(({ form }) => form === 'hmsl')
      .map(({ value }) => value.slice(marker.length))
    this.#hashes = [...new Set(hashes)].sort()
  }

  /** What the prefix bits are worked out from. */
  get size(): number {
    return this.#hashes.length
  }

  bucketOf(prefixBits: number, prefix: string): HashedMatch[] {
    const found: HashedMatch[] = []
    const start = prefixBits === 0 ? 0 : this.#firstFrom(prefix)
    for (let at = start; at < this.#hashes.length; at++) {
      const hash = this.#hashes[at]!
      if (prefixOf(hash, prefixBits) !== prefix) break
      const fingerprint = marker + hash
      found.push({ hash, match: toInventoryMatch(this.#index.match(fingerprint), fingerprint)! })
    }
    return found
  }

  #firstFrom(prefix: string): number {
    let low = 0
    let high = this.#hashes.length
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#hashes[middle]! < prefix) low = middle + 1
      else high = middle
    }
    return low
  }
}
