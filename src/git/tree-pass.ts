import { latin1Of } from '../text/bytes.ts'
import { findObject, isFirstCopy, type ObjectCatalogue } from './object-catalogue.ts'
import { MissingObjects, type ObjectProblem } from './history-pass.ts'
import { nameOfInterest, noObject, type ObjectMemory } from './object-memory.ts'
import type { ObjectVisitor } from './object-visitor.ts'

/** Trees as numbers: what a thread has read since it was asked last. An object number from the catalogue's `count` on is a missing object. */
export interface TreePart {
  /** For each tree: object, number of entries of interest, then an object and a name for each. */
  readonly entries: readonly Uint32Array[]
  /** Names new since then; the first has the number of all names before. */
  readonly names: readonly Uint8Array[]
  readonly missing: readonly Uint8Array[]
  /** Objects with a name of interest. */
  readonly namedFiles: readonly number[]
  /** Trees that were read and are sound. */
  readonly read: Uint32Array
  readonly problems: readonly ObjectProblem[]
}

const blockWordsMin = 1 << 12
const blockWordsMax = 1 << 20

/** As `namesMax` in `wasm/trees.ts`. */
const namesInTable = 200_000

/** Reads trees for their subtrees, for the blobs of `interest`, for names of interest, and for what is missing. */
export class TreePass implements ObjectVisitor<void> {
  readonly #memory: ObjectMemory
  readonly #catalogue: ObjectCatalogue
  readonly #missing: MissingObjects
  readonly #problems: ObjectProblem[] = []
  readonly #names: Uint8Array[] = []
  readonly #namesOfInterest = new Set<number>()
  /** Numbers of the names that the table has no room for. */
  readonly #furtherNames = new Map<string, number>()
  #namedFiles: number[] = []
  #read: number[] = []
  readonly #blocks: Uint32Array[] = []
  #block = new Uint32Array(blockWordsMin)
  #used = 0
  #namesTold = 0
  #missingTold = 0

  constructor(
    memory: ObjectMemory,
    catalogue: ObjectCatalogue,
    interest: Uint8Array,
    isNameOfInterest: (name: Uint8Array) => boolean,
    seed: number,
  ) {
    this.#memory = memory
    this.#catalogue = catalogue
    this.#missing = new MissingObjects(catalogue.count)
    memory.prepareTrees(
      {
        noteName: (name) => this.#numberOf(name, isNameOfInterest),
        findObject: (bytes, at) => {
          const found = findObject(catalogue, bytes, at)
          if (found !== noObject) return found
          return this.#missing.numberOf(bytes.subarray(at, at + catalogue.hashBytes))
        },
      },
      catalogue.hashBytes,
      catalogue.count,
      seed,
    )
    const scratch = memory.take(catalogue.hashBytes)
    for (let at = 0; at < interest.length; at += catalogue.hashBytes) {
      memory.bytes.set(interest.subarray(at, at + catalogue.hashBytes), scratch)
      memory.wasm.addInterest(scratch)
    }
  }

  visit(object: number, bytes: Uint8Array, address: number): void {
    if (!isFirstCopy(this.#catalogue, object)) return
    const { length } = bytes
    const top = this.#memory.top
    // An entry takes at least "0 \0" and the object's name.
    const pairsMax = Math.floor(length / (this.#catalogue.hashBytes + 2)) + 1
    const output = this.#memory.take(pairsMax * 8)
    const status = this.#memory.wasm.readTree(address, address + length, output)
    const count = status < 0 ? ~status : status
    if (status < 0) this.damaged(object, 'malformed: an entry of the tree is cut or has no mode')
    else this.#read.push(object)
    if (count > 0) this.#add(object, new Uint32Array(this.#memory.bytes.buffer, output, count * 2))
    this.#memory.cut(top)
  }

  damaged(object: number, reason: string): void {
    this.#problems.push({ object, reason })
  }

  /** What was read since the last call. */
  drain(): TreePart {
    const entries = [...this.#blocks.splice(0), this.#block.slice(0, this.#used)]
    this.#used = 0
    const part = {
      entries,
      names: this.#names.slice(this.#namesTold),
      missing: this.#missing.names.slice(this.#missingTold),
      namedFiles: this.#namedFiles.splice(0),
      read: Uint32Array.from(this.#read.splice(0)),
      problems: this.#problems.splice(0),
    }
    this.#namesTold = this.#names.length
    this.#missingTold = this.#missing.names.length
    return part
  }

  #numberOf(name: Uint8Array, isOfInterest: (name: Uint8Array) => boolean): number {
    // The memory's table is full: names beyond are asked for each time they are met.
    const isFurther = this.#names.length >= namesInTable
    const key = isFurther ? latin1Of(name) : ''
    const known = isFurther ? this.#furtherNames.get(key) : undefined
    if (known !== undefined) return known
    let number = this.#names.push(name) - 1
    if (isOfInterest(name)) {
      this.#namesOfInterest.add(number)
      number = (number | nameOfInterest) >>> 0
    }
    if (isFurther) this.#furtherNames.set(key, number)
    return number
  }

  #add(object: number, pairs: Uint32Array): void {
    if (this.#used + 2 + pairs.length > this.#block.length) {
      this.#blocks.push(this.#block.subarray(0, this.#used))
      const words = Math.min(this.#block.length * 4, blockWordsMax)
      this.#block = new Uint32Array(Math.max(words, pairs.length + 2))
      this.#used = 0
    }
    this.#block[this.#used] = object
    this.#block[this.#used + 1] = pairs.length / 2
    this.#block.set(pairs, this.#used + 2)
    this.#used += 2 + pairs.length
    if (this.#namesOfInterest.size === 0) return
    for (let at = 0; at < pairs.length; at += 2) {
      if (this.#namesOfInterest.has(pairs[at + 1]!)) this.#namedFiles.push(pairs[at]!)
    }
  }
}
