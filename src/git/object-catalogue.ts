import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { reasonOf } from '../text/error.ts'
import { listLooseObjects, type LooseObjects } from './loose-objects.ts'
import { idOfBytes, type ObjectId } from './object-id.ts'
import { noObject } from './object-memory.ts'
import { findName, parseMultiPackIndex, parsePackIndex, type PackIndex } from './pack-index.ts'
import { readPackLayout, type PackLayout } from './pack-layout.ts'
import { filesIn, type Repository } from './repository.ts'

/**
 * Every object a repository holds, under one number each: those of the packs, one pack after the other, then the
 * loose ones. An object that is there more than once has the number {@link findObject} gives.
 */
export interface ObjectCatalogue {
  readonly hashBytes: number
  readonly packs: readonly PackLayout[]
  /** Number of each pack's first object. */
  readonly packFirsts: readonly number[]
  readonly loose: LooseObjects
  readonly looseFirst: number
  readonly count: number
}

/** A file of the object store that is of no use. */
export interface StoreProblem {
  readonly path: string
  readonly reason: string
}

export function readCatalogue(repository: Repository): {
  catalogue: ObjectCatalogue
  problems: StoreProblem[]
} {
  const problems: StoreProblem[] = []
  const packs: PackLayout[] = []
  for (const directory of repository.objectDirectories) {
    for (const { path, index } of listPacks(join(directory, 'pack'), repository, problems)) {
      try {
        packs.push(readPackLayout(path, index))
      } catch (error) {
        problems.push({ path, reason: reasonOf(error) })
      }
    }
  }
  const packFirsts: number[] = []
  let count = 0
  for (const pack of packs) {
    packFirsts.push(count)
    count += pack.count
  }
  const { objectDirectories, hashBytes } = repository
  const loose = listLooseObjects(objectDirectories, hashBytes, (directory) =>
    filesOrProblem(directory, problems),
  )
  return {
    catalogue: {
      hashBytes: repository.hashBytes,
      packs,
      packFirsts,
      loose,
      looseFirst: count,
      count: count + loose.paths.length,
    },
    problems,
  }
}

function listPacks(
  directory: string,
  { hashBytes }: Repository,
  problems: StoreProblem[],
): { path: string; index: PackIndex }[] {
  const files = new Set(filesOrProblem(directory, problems))
  const shared = readSharedIndex(join(directory, 'multi-pack-index'), hashBytes, problems)
  const found: { path: string; index: PackIndex }[] = []
  for (const file of [...files].toSorted()) {
    if (!file.endsWith('.pack')) continue
    const name = file.slice(0, -'.pack'.length)
    const path = join(directory, file)
    const index = files.has(`${name}.idx`)
      ? readIndex(join(directory, `${name}.idx`), hashBytes, problems)
      : shared?.get(name)
    if (index) found.push({ path, index })
    else if (!files.has(`${name}.idx`)) {
      problems.push({
        path,
        reason: 'pack without an index: its objects cannot be found. Run: git index-pack ' + path,
      })
    }
  }
  return found
}

function filesOrProblem(directory: string, problems: StoreProblem[]): string[] {
  try {
    return filesIn(directory)
  } catch (error) {
    problems.push({ path: directory, reason: reasonOf(error) })
    return []
  }
}

function readIndex(
  path: string,
  hashBytes: number,
  problems: StoreProblem[],
): PackIndex | undefined {
  try {
    return parsePackIndex(readFileSync(path), hashBytes)
  } catch (error) {
    problems.push({ path, reason: reasonOf(error) })
    return undefined
  }
}

/** Only packs without an index of their own need it, so trouble with it shows there. */
function readSharedIndex(
  path: string,
  hashBytes: number,
  problems: StoreProblem[],
): Map<string, PackIndex> | undefined {
  if (!existsSync(path)) return undefined
  try {
    return parseMultiPackIndex(readFileSync(path), hashBytes)
  } catch (error) {
    problems.push({ path, reason: reasonOf(error) })
    return undefined
  }
}

/** Number of the object whose name stands at `bytes[at…]`, or {@link noObject}. */
export function findObject(catalogue: ObjectCatalogue, bytes: Uint8Array, at = 0): number {
  const { packs, packFirsts } = catalogue
  for (let pack = 0; pack < packs.length; pack++) {
    const { index, numbers } = packs[pack]!
    const position = findName(index, bytes, at)
    if (position >= 0) return packFirsts[pack]! + numbers[position]!
  }
  const position = findName(catalogue.loose.index, bytes, at)
  return position < 0 ? noObject : catalogue.looseFirst + position
}

/** Where a number's object is: in a pack (`pack` from 0), or loose (`pack` -1), and its number there. */
export function locateObject(
  { packs, packFirsts, looseFirst }: ObjectCatalogue,
  object: number,
): { pack: number; number: number } {
  if (object >= looseFirst) return { pack: -1, number: object - looseFirst }
  let pack = packs.length - 1
  while (packFirsts[pack]! > object) pack--
  return { pack, number: object - packFirsts[pack]! }
}

/** Where an object's name stands. */
export function nameOfObject(
  catalogue: ObjectCatalogue,
  object: number,
): { names: Uint8Array; at: number } {
  const { pack, number } = locateObject(catalogue, object)
  if (pack < 0) return { names: catalogue.loose.index.names, at: number * catalogue.hashBytes }
  const { index, positions } = catalogue.packs[pack]!
  return { names: index.names, at: positions[number]! * catalogue.hashBytes }
}

/** The names of objects, one after another, in shared memory. */
export function namesOfObjects(catalogue: ObjectCatalogue, objects: readonly number[]): Uint8Array {
  const { hashBytes } = catalogue
  const all = new Uint8Array(new SharedArrayBuffer(objects.length * hashBytes))
  for (const [position, object] of objects.entries()) {
    const { names, at } = nameOfObject(catalogue, object)
    all.set(names.subarray(at, at + hashBytes), position * hashBytes)
  }
  return all
}

export function idOfObject(catalogue: ObjectCatalogue, object: number): ObjectId {
  const { names, at } = nameOfObject(catalogue, object)
  return idOfBytes(names, at, catalogue.hashBytes)
}

/** `objectTypes`; 0 when unknown, since it or its base is damaged. */
export function typeOfObject(catalogue: ObjectCatalogue, object: number): number {
  const { pack, number } = locateObject(catalogue, object)
  return pack < 0 ? catalogue.loose.types[number]! : catalogue.packs[pack]!.types[number]!
}

/** Whether this is the copy that counts, where an object is stored more than once. */
export function isFirstCopy(catalogue: ObjectCatalogue, object: number): boolean {
  if (catalogue.packs.length + Math.min(1, catalogue.loose.paths.length) < 2) return true
  const { names, at } = nameOfObject(catalogue, object)
  return findObject(catalogue, names, at) === object
}
