import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { testDirectory, type HashName } from './git-process.ts'
import { makeSkeleton, ObjectStore, writeLoose, writeReference } from './object-store.ts'
import { writePack } from './storage.ts'

/** What a repository of one test holds besides its objects. */
export interface Layout {
  /** By name below `.git`; an object's name or `ref: …`. */
  readonly references: Readonly<Record<string, string>>
  /** Further files below `.git`. */
  readonly files?: Readonly<Record<string, string | Buffer>>
  readonly isLoose?: boolean
}

/** A repository with these objects in one pack, removed after the test. @returns its directory */
export function buildRepository(
  build: (store: ObjectStore) => Layout,
  hash: HashName = 'sha1',
): string {
  const directory = testDirectory()
  makeSkeleton(directory, hash)
  const store = new ObjectStore(hash)
  const { references, files = {}, isLoose = false } = build(store)
  const objects = join(directory, '.git/objects')
  if (isLoose) for (const object of store.objects.values()) writeLoose(objects, object)
  else writePack(objects, store, [...store.objects.values()])
  for (const [name, value] of Object.entries(references)) writeReference(directory, name, value)
  for (const [name, content] of Object.entries(files)) {
    const path = join(directory, '.git', name)
    mkdirSync(dirname(path), { recursive: true })
    writeFileSync(path, content)
  }
  return directory
}
