/** How partitions of two topics belong together. */
export interface PartitionCounts {
  readonly from: number
  readonly to: number
}

/**
 * The partition that a record is written to: the one with its number when the target has as many partitions; else by its
 * key as Java's producer does it, and without a key by number again. So what stood in one order in one partition and has
 * one key keeps that order.
 *
 * @param key as it is written
 */
export function partitionOf(
  partition: number,
  key: Uint8Array | null,
  { from, to }: PartitionCounts,
): number {
  if (to >= from) return partition
  return (key === null ? partition : murmur2(key) & 0x7fffffff) % to
}

/** MurmurHash2 of 32 bits with the seed that Kafka's clients have agreed on. */
export function murmur2(bytes: Uint8Array): number {
  const mix = 0x5bd1e995
  const { length } = bytes
  let hash = 0x9747b28c ^ length
  let at = 0
  for (; at + 4 <= length; at += 4) {
    let word = bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)
    word = Math.imul(word, mix)
    word ^= word >>> 24
    hash = Math.imul(hash, mix) ^ Math.imul(word, mix)
  }
  if (at < length) {
    let rest = 0
    for (let last = length - 1; last >= at; last--) rest = (rest << 8) | bytes[last]!
    hash = Math.imul(hash ^ rest, mix)
  }
  hash ^= hash >>> 13
  hash = Math.imul(hash, mix)
  return hash ^ (hash >>> 15)
}
