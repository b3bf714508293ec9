import type { ObjectCatalogue } from '../../git/object-catalogue.ts'
import { none, type PackLayout } from '../../git/pack-layout.ts'

/** Compressed bytes in one job, about: small enough that all threads finish together. */
const jobBytes = 4 << 20
const jobRootsMax = 8192

/** Objects that are no deltas, of the given types, in portions of about the same work. */
export function portionsOf(catalogue: ObjectCatalogue, types: readonly number[]): number[][] {
  const portions: number[][] = []
  let portion: number[] = []
  let bytes = 0
  const add = (root: number, weight: number) => {
    portion.push(root)
    bytes += weight
    if (bytes < jobBytes && portion.length < jobRootsMax) return
    portions.push(portion)
    portion = []
    bytes = 0
  }
  for (const [at, pack] of catalogue.packs.entries()) {
    const weights = familyBytes(pack)
    for (let number = 0; number < pack.count; number++) {
      if (pack.bases[number] !== none || !types.includes(pack.types[number]!)) continue
      add(catalogue.packFirsts[at]! + number, weights[number]!)
    }
  }
  const { loose, looseFirst } = catalogue
  for (const [number, type] of loose.types.entries()) {
    if (types.includes(type)) add(looseFirst + number, loose.sizes[number]!)
  }
  if (portion.length > 0) portions.push(portion)
  return portions
}

/** For each object the compressed bytes of it and of all that are deltas of it. */
function familyBytes({ count, starts, bases }: PackLayout): Float64Array {
  const weights = new Float64Array(count)
  // A base nearly always stands before its deltas; where it does not, a portion is a little too large.
  for (let number = count - 1; number >= 0; number--) {
    weights[number]! += starts[number + 1]! - starts[number]!
    const base = bases[number]!
    if (base !== none) weights[base]! += weights[number]!
  }
  return weights
}
