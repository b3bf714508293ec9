import type { TreePart } from './tree-pass.ts'

/** One place of an object in the tree of some commit. */
export interface TreePlace {
  readonly object: number
  /** See {@link TreeGraph.pathOf}. */
  readonly path: number
}

/** Path of a commit's own tree. */
export const rootPath = 0

/** Paths that are told apart, at most: trees can be nested so that there are billions. */
const pathsMax = 4_000_000
/** So many of them in any case, and more for each entry that leads to an object of interest: copies of a directory. */
const pathsMin = 500_000
const pathsPerEntry = 16
/** Directories in one another that are followed: trees that a damaged store makes contain themselves have no end. */
const depthMax = 4096

/** The trees of a repository, reduced to those through which an object of interest can be reached. */
export class TreeGraph {
  readonly #firstEntry: Int32Array
  readonly #entries: number[] = []
  readonly #leaves: ReadonlySet<number>
  readonly #names: Uint8Array[] = []
  readonly #pathParents: number[] = [-1]
  readonly #pathNames: number[] = [-1]
  readonly #pathDepths: number[] = [0]
  readonly #pathIds = new Map<number, number>()
  /** Some places were left out. */
  isLimited = false

  /**
   * @param leaves objects of interest
   * @param count of all objects, missing ones included
   * @param renumber gives a part's missing objects the numbers they have in all parts
   */
  constructor(
    parts: readonly TreePart[],
    leaves: ReadonlySet<number>,
    count: number,
    renumber: (part: number, object: number) => number,
  ) {
    this.#leaves = leaves
    this.#firstEntry = new Int32Array(count).fill(-1)
    const { marks, isLimited } = markTowards(parts, leaves, count, renumber)
    this.isLimited = isLimited
    const nameIds = new Map<string, number>()
    for (const [part, { entries, names }] of parts.entries()) {
      const idOf = names.map((name) => this.#nameId(name, nameIds))
      for (const block of entries) {
        for (let at = 0; at < block.length; at += 2 + block[at + 1]! * 2) {
          if (marks[block[at]!] === 1) this.#add(block, at, marks, idOf, part, renumber)
        }
      }
    }
  }

  /** Calls back for each place of an object of interest below a tree; passes over a subtree that `isSeen`. */
  walk(
    tree: number,
    isSeen: (tree: number, path: number) => boolean,
    onPlace: (object: number, path: number) => void,
  ): void {
    const open = [tree, rootPath]
    while (open.length > 0) {
      const path = open.pop()!
      const at = this.#firstEntry[open.pop()!]!
      if (at < 0) continue
      const end = at + 1 + this.#entries[at]! * 2
      for (let entry = at + 1; entry < end; entry += 2) {
        const object = this.#entries[entry]!
        const inner = this.#pathId(path, this.#entries[entry + 1]!)
        if (inner < 0) return
        if (this.#pathDepths[inner]! > depthMax) {
          this.isLimited = true
          continue
        }
        if (this.#leaves.has(object)) onPlace(object, inner)
        if (this.#firstEntry[object]! >= 0 && !isSeen(object, inner)) open.push(object, inner)
      }
    }
  }

  /** The bytes of a path, `/` between parts. */
  pathOf(path: number): Uint8Array {
    const parts: Uint8Array[] = []
    for (let at = path; at > rootPath; at = this.#pathParents[at]!) {
      parts.push(this.#names[this.#pathNames[at]!]!)
    }
    const slash = Uint8Array.of(0x2f)
    return Buffer.concat(
      parts.toReversed().flatMap((part, at) => (at === 0 ? [part] : [slash, part])),
    )
  }

  #pathId(parent: number, name: number): number {
    const key = parent * 2 ** 27 + name
    let id = this.#pathIds.get(key)
    if (id !== undefined) return id
    id = this.#pathParents.length
    if (id > Math.min(pathsMax, pathsMin + (this.#entries.length / 2) * pathsPerEntry)) {
      this.isLimited = true
      return -1
    }
    this.#pathIds.set(key, id)
    this.#pathParents.push(parent)
    this.#pathNames.push(name)
    this.#pathDepths.push(this.#pathDepths[parent]! + 1)
    return id
  }

  #add(
    block: Uint32Array,
    from: number,
    marks: Uint8Array,
    nameOf: readonly number[],
    part: number,
    renumber: (part: number, object: number) => number,
  ): void {
    const first = this.#entries.push(0) - 1
    this.#firstEntry[block[from]!] = first
    const end = from + 2 + block[from + 1]! * 2
    for (let at = from + 2; at < end; at += 2) {
      const object = renumber(part, block[at]!)
      if (marks[object] === 0) continue
      this.#entries.push(object, nameOf[block[at + 1]!]!)
      this.#entries[first]!++
    }
  }

  #nameId(name: Uint8Array, ids: Map<string, number>): number {
    const key = Buffer.from(name.buffer, name.byteOffset, name.length).toString('latin1')
    let id = ids.get(key)
    if (id === undefined) {
      id = this.#names.push(name) - 1
      ids.set(key, id)
    }
    return id
  }
}

/** `marks`: 1 for the leaves and every tree that leads to one. */
function markTowards(
  parts: readonly TreePart[],
  leaves: ReadonlySet<number>,
  count: number,
  renumber: (part: number, object: number) => number,
): { marks: Uint8Array; isLimited: boolean } {
  const marks = new Uint8Array(count)
  for (const leaf of leaves) marks[leaf] = 1
  // As many rounds as trees are deep: in what order they come is the pack's business.
  for (let round = 0; round <= depthMax; round++) {
    let isGrowing = false
    for (const [part, { entries }] of parts.entries()) {
      for (const block of entries) {
        for (let at = 0; at < block.length;) {
          const end = at + 2 + block[at + 1]! * 2
          if (marks[block[at]!] === 0) {
            for (let child = at + 2; child < end; child += 2) {
              if (marks[renumber(part, block[child]!)] === 0) continue
              marks[block[at]!] = 1
              isGrowing = true
              break
            }
          }
          at = end
        }
      }
    }
    if (!isGrowing) return { marks, isLimited: false }
  }
  return { marks, isLimited: true }
}
