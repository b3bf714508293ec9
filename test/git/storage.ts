import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Random } from '../../src/rules/sample.ts'
import { between, pick } from './features.ts'
import { runGit } from './git-process.ts'
import { indexOfPack, makePack, type ObjectToPack } from './make-pack.ts'
import { writeLoose, type ObjectStore, type StoredObject } from './object-store.ts'
import { randomDelta } from './random-delta.ts'

/** How a repository's objects lie on the disk. */
export const shapes = [
  'repacked',
  'deltas of our own',
  'several packs',
  'packed and loose',
  'loose',
  'repacked, chains of one',
  'packs and loose objects, some of them twice',
  'borrowed from elsewhere',
  'an index over several packs',
  'collected',
] as const

export type Shape = (typeof shapes)[number]

/** Longest chain of deltas of our own. */
const depthMax = 30

/**
 * Writes what a store holds into a repository.
 *
 * @param families names of objects that are versions of one another, the oldest first
 */
export function storeObjects(
  directory: string,
  store: ObjectStore,
  shape: Shape,
  families: readonly (readonly string[])[],
  random: Random,
): void {
  const objects = join(directory, '.git/objects')
  const all = [...store.objects.values()]
  const packed = (list: readonly StoredObject[], version: 1 | 2 = 2) =>
    writePack(objects, store, withDeltas(list, families, random), version)
  const some = (share: number) => all.filter(() => random() < share)
  const without = (list: readonly StoredObject[]) => {
    const gone = new Set(list)
    return all.filter((object) => !gone.has(object))
  }
  switch (shape) {
    case 'deltas of our own':
      packed(all, pick([1, 2], random))
      break
    case 'several packs': {
      const parts: StoredObject[][] = Array.from({ length: between(2, 5, random) }, () => [])
      for (const object of all) pick(parts, random).push(object)
      for (const part of parts) packed(part)
      break
    }
    case 'packed and loose': {
      const loose = some(0.2)
      packed(without(loose))
      for (const object of loose) writeLoose(objects, object)
      break
    }
    case 'loose':
      for (const object of all) writeLoose(objects, object, pick([0, 1, 6, 9], random))
      break
    case 'packs and loose objects, some of them twice': {
      packed(some(0.4))
      packed(some(0.4))
      packed(all)
      for (const object of some(0.1)) writeLoose(objects, object)
      break
    }
    case 'borrowed from elsewhere': {
      const own = some(0.5)
      packed(own)
      borrow(directory, store, without(own), families, random)
      break
    }
    case 'an index over several packs': {
      packed(some(0.3))
      packed(all)
      runGit(directory, ['multi-pack-index', 'write'])
      runGit(directory, ['commit-graph', 'write', '--reachable'])
      break
    }
    case 'collected':
      writePack(objects, store, all)
      runGit(directory, ['-c', 'gc.writeCommitGraph=true', '-c', 'pack.threads=1', 'gc', '-q'])
      break
    default: {
      writePack(objects, store, all)
      const depth = shape === 'repacked' ? 50 : 1
      const window = Math.min(50, Math.max(5, Math.floor(1e7 / weightOf(all))))
      const repack = ['-c', 'pack.threads=1', 'repack', '-adfq']
      runGit(directory, [...repack, `--depth=${depth}`, `--window=${window}`])
    }
  }
}

/** The larger the objects, the longer git looks for good deltas. */
function weightOf(objects: readonly StoredObject[]): number {
  return objects.reduce((sum, { bytes }) => sum + bytes.length, 0) / 20
}

/** Objects of another repository, itself in need of a third. */
function borrow(
  directory: string,
  store: ObjectStore,
  objects: readonly StoredObject[],
  families: readonly (readonly string[])[],
  random: Random,
): void {
  const far = objects.filter(() => random() < 0.3)
  const farSet = new Set(far)
  const near = objects.filter((object) => !farSet.has(object))
  const folders = ['lender', 'lender of the lender'].map((name) => join(directory, name, 'objects'))
  for (const [at, list] of [near, far].entries()) {
    mkdirSync(join(folders[at]!, 'pack'), { recursive: true })
    mkdirSync(join(folders[at]!, 'info'), { recursive: true })
    writePack(folders[at]!, store, withDeltas(list, families, random))
  }
  writeFileSync(join(directory, '.git/objects/info/alternates'), '../../lender/objects\n')
  writeFileSync(join(folders[0]!, 'info/alternates'), `# a comment\n${folders[1]}\n`)
}

/** @returns the pack's path without its ending */
export function writePack(
  objectDirectory: string,
  store: ObjectStore,
  objects: readonly (StoredObject | ObjectToPack)[],
  version: 1 | 2 = 2,
): string {
  if (objects.length === 0) return ''
  const pack = makePack(
    objects.map((object) => ({ level: 1, ...object })),
    store.hash,
  )
  const digest = pack.bytes.subarray(store.hash === 'sha1' ? -20 : -32).toString('hex')
  const path = join(objectDirectory, 'pack', `pack-${digest}`)
  writeFileSync(`${path}.pack`, pack.bytes)
  writeFileSync(`${path}.idx`, indexOfPack(pack, { hash: store.hash, version }))
  return path
}

/** Objects in any order of their families; each but the first of a family is a delta of one that came before. */
function withDeltas(
  objects: readonly StoredObject[],
  families: readonly (readonly string[])[],
  random: Random,
): ObjectToPack[] {
  const byId = new Map(objects.map((object) => [object.id, object]))
  const made: ObjectToPack[] = []
  const depths: number[] = []
  for (const list of [...families, familyOf(objects, 'commit'), familyOf(objects, 'tree')]) {
    const present = list.flatMap((id) => byId.get(id) ?? [])
    for (const object of present) byId.delete(object.id)
    const unique = [...new Set(present)]
    if (random() < 0.5) unique.reverse()
    const first = made.length
    for (const object of unique) {
      const last = made.length - 1
      const base = random() < 0.7 ? last : between(first, last, random)
      const { type, bytes } = object
      // Git takes a delta of less than four bytes for damaged.
      const isSmall = bytes.length < 4 || (made[base]?.bytes.length ?? 0) < 4
      const isDelta = base >= first && !isSmall && depths[base]! < depthMax && random() < 0.97
      depths.push(isDelta ? depths[base]! + 1 : 0)
      const byName = random() < 0.3
      made.push(
        isDelta
          ? { type, bytes, delta: { base, bytes: deltaOf(made[base]!, bytes, random), byName } }
          : { type, bytes },
      )
    }
  }
  return [...made, ...byId.values()]
}

function deltaOf({ bytes }: ObjectToPack, target: Buffer, random: Random): Buffer {
  return randomDelta(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length), target, random)
}

function familyOf(objects: readonly StoredObject[], type: string): string[] {
  return objects.filter((object) => object.type === type).map(({ id }) => id)
}

/** Leaves the packs without `.idx` files of their own: only an index over all packs is left. */
export function dropIndexes(objectDirectory: string): void {
  for (const name of readdirSync(join(objectDirectory, 'pack'))) {
    if (name.endsWith('.idx')) rmSync(join(objectDirectory, 'pack', name))
  }
}
