import type { ObjectCatalogue } from '../../git/object-catalogue.ts'
import { none, type PackLayout } from '../../git/pack-layout.ts'

/** Compressed bytes in one job, about: small enough that all threads finish together. */
const jobBytes = 4 << 20
const jobRootsMax = 8192

/** Delta families to walk together. */
export interface Portion {
  /** Objects that are no deltas. */
  readonly roots: readonly number[]
  /** The objects to visit, where not all of the families are. */
  readonly only?: readonly number[]
}

/**
 * Objects of the given types in portions of about the same work.
 *
 * @param isKnown objects that need not be visited
 */
export function portionsOf(
  catalogue: ObjectCatalogue,
  types: readonly number[],
  isKnown: (object: number) => boolean = () => false,
): Portion[] {
  const whole = new Portions()
  const partial = new Portions()
  for (const [at, pack] of catalogue.packs.entries()) {
    const first = catalogue.packFirsts[at]!
    const { weights, wanted, sizes } = weigh(pack, (number) => !isKnown(first + number))
    for (let number = 0; number < pack.count; number++) {
      if (pack.bases[number] !== none || !types.includes(pack.types[number]!)) continue
      if (wanted[number] === 0) continue
      if (wanted[number] === sizes[number]) whole.add(first + number, weights[number]!)
      else {
        const only = membersOf(pack, number).map((member) => first + member)
        partial.add(
          first + number,
          weights[number]!,
          only.filter((object) => !isKnown(object)),
        )
      }
    }
  }
  const { loose, looseFirst } = catalogue
  for (const [number, type] of loose.types.entries()) {
    const object = looseFirst + number
    if (types.includes(type) && !isKnown(object)) whole.add(object, loose.sizes[number]!)
  }
  return [...whole.end(), ...partial.end()]
}

class Portions {
  readonly #done: Portion[] = []
  #roots: number[] = []
  #only: number[] = []
  #bytes = 0

  add(root: number, bytes: number, only: readonly number[] = []): void {
    this.#roots.push(root)
    for (const object of only) this.#only.push(object)
    this.#bytes += bytes
    if (this.#bytes >= jobBytes || this.#roots.length >= jobRootsMax) this.#cut()
  }

  end(): readonly Portion[] {
    if (this.#roots.length > 0) this.#cut()
    return this.#done
  }

  #cut(): void {
    const only = this.#only.length > 0 && { only: this.#only }
    this.#done.push({ roots: this.#roots, ...only })
    this.#roots = []
    this.#only = []
    this.#bytes = 0
  }
}

/** For each object the compressed bytes, the number, and the number of wanted ones, of it and all its deltas. */
function weigh(
  pack: PackLayout,
  isWanted: (number: number) => boolean,
): { weights: Float64Array; wanted: Uint32Array; sizes: Uint32Array } {
  const { count, starts, bases } = pack
  const weights = Float64Array.from({ length: count }, (_, at) => starts[at + 1]! - starts[at]!)
  const wanted = Uint32Array.from({ length: count }, (_, at) => (isWanted(at) ? 1 : 0))
  const sizes = new Uint32Array(count).fill(1)
  const order = basesFirst(pack)
  for (let at = order.length - 1; at >= 0; at--) {
    const number = order[at]!
    const base = bases[number]!
    if (base === none) continue
    weights[base]! += weights[number]!
    wanted[base]! += wanted[number]!
    sizes[base]! += sizes[number]!
  }
  return { weights, wanted, sizes }
}

/** In a pack a base may stand behind its deltas. */
function basesFirst({ count, bases, firstChild, nextSibling }: PackLayout): Uint32Array {
  const order = new Uint32Array(count)
  let used = 0
  for (let root = 0; root < count; root++) if (bases[root] === none) order[used++] = root
  for (let at = 0; at < used; at++) {
    for (let child = firstChild[order[at]!]!; child !== none; child = nextSibling[child]!) {
      order[used++] = child
    }
  }
  return order.subarray(0, used)
}

function membersOf({ firstChild, nextSibling }: PackLayout, root: number): number[] {
  const members = [root]
  for (let at = 0; at < members.length; at++) {
    for (let child = firstChild[members[at]!]!; child !== none; child = nextSibling[child]!) {
      members.push(child)
    }
  }
  return members
}
