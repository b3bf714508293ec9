import { StanchError } from '../text/error.ts'
import { FamilyWalk } from './family-walk.ts'
import { looseReasonOf, readLooseObject } from './loose-objects.ts'
import { locateObject, type ObjectCatalogue } from './object-catalogue.ts'
import type { ObjectMemory } from './object-memory.ts'
import { ObjectReader } from './object-reader.ts'
import type { ObjectVisitor } from './object-visitor.ts'
import { none } from './pack-layout.ts'

/**
 * Puts objects together, each once: a base is inflated, then its deltas are applied one after the other, depth
 * first, while it is still there. One thread, one walk.
 */
export class ObjectWalk {
  readonly #memory: ObjectMemory
  readonly #catalogue: ObjectCatalogue
  readonly #reader: ObjectReader

  constructor(memory: ObjectMemory, catalogue: ObjectCatalogue) {
    this.#memory = memory
    this.#catalogue = catalogue
    this.#reader = new ObjectReader(memory, catalogue)
  }

  /**
   * Visits an object that is no delta, and all that are deltas of it, of any depth.
   *
   * @param only these, if given, are visited, and nothing is read that they do not need
   */
  walkFamily<Known>(root: number, visitor: ObjectVisitor<Known>, only?: ReadonlySet<number>): void {
    const { pack, number } = locateObject(this.#catalogue, root)
    if (pack < 0) this.#visitLoose(root, number, visitor)
    else new FamilyWalk(this.#reader, this.#catalogue, pack, visitor, only).run(number)
  }

  /** The bytes of any one object, in memory of their own. @throws when it cannot be read */
  read(object: number): Uint8Array {
    let found: Uint8Array | undefined
    let trouble: string | undefined
    this.walkFamily(
      rootOf(this.#catalogue, object),
      {
        visit: (_, bytes) => void (found = bytes.slice()),
        damaged: (_, reason) => void (trouble = reason),
      },
      new Set([object]),
    )
    if (found === undefined) throw new StanchError('OBJECT_DAMAGED', trouble ?? 'cannot be read')
    return found
  }

  close(): void {
    this.#reader.close()
  }

  #visitLoose(object: number, number: number, visitor: ObjectVisitor<unknown>): void {
    const memory = this.#memory
    const top = memory.top
    try {
      const { bytes } = readLooseObject(this.#catalogue.loose.paths[number]!)
      const address = memory.take(bytes.length)
      memory.bytes.set(bytes, address)
      visitor.visit(object, memory.bytes.subarray(address, address + bytes.length), address)
    } catch (error) {
      visitor.damaged(object, looseReasonOf(error))
    }
    memory.cut(top)
  }
}

/** The object that is no delta at the start of an object's chain; itself when it is none. */
export function rootOf(catalogue: ObjectCatalogue, object: number): number {
  const { pack, number } = locateObject(catalogue, object)
  if (pack < 0) return object
  const { bases } = catalogue.packs[pack]!
  let root = number
  while (bases[root] !== none) root = bases[root]!
  return object - number + root
}
