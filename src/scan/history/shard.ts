import { nameOfObject, type ObjectCatalogue } from '../../git/object-catalogue.ts'

/** A part of a scan: `index` from 1 to `count`. */
export interface Shard {
  readonly index: number
  readonly count: number
}

/** Every object belongs to one shard, by its name alone: how a clone happens to be packed must not matter. */
export function isOfShard(
  catalogue: ObjectCatalogue,
  object: number,
  shard: Shard | undefined,
): boolean {
  if (!shard) return true
  const { names, at } = nameOfObject(catalogue, object)
  const value = names[at]! * 65_536 + names[at + 1]! * 256 + names[at + 2]!
  return value % shard.count === shard.index - 1
}
