import { readAddedFiles, readChangedFiles, type AddedFile } from '../../git/added-files.ts'
import { findMissing } from '../../git/list-range.ts'
import type { ObjectId } from '../../git/object-id.ts'
import type { Repository } from '../../git/repository.ts'
import type { Problem } from '../../report/scan-result.ts'
import { reasonOf } from '../../text/error.ts'
import type { ObjectSupply } from './change.ts'

/** Files that commits have otherwise than their parents. */
export interface ListedFiles {
  readonly files: readonly AddedFile[]
  /** How many commits there are whose files are not known. */
  readonly unread: number
  readonly problems: readonly Problem[]
}

/**
 * Lists files in the order of the commits, and fetches what they and their former versions hold, all of it at once, where a
 * clone left it out. Of merges renames are not told: for that all that came in by them would have to be here, and what a
 * merge has of its own stands out anyway.
 */
export async function listAddedFiles(
  repository: Repository,
  commits: readonly ObjectId[],
  supply: ObjectSupply | undefined,
): Promise<ListedFiles> {
  const changed = await inHalves(commits, (some) => readChangedFiles(repository, some))
  const known = changed.read.flatMap(({ files }) => files)
  const blobs = new Set(changed.read.flatMap((part) => part.blobs))
  const untold = await bringBlobs(repository, [...blobs], supply)
  const movers = changed.read.flatMap((part) => part.movers)
  const moved = await inHalves(movers, (some) => readAddedFiles(repository, some))
  // Where renames cannot be told, what was moved counts as new.
  const unmoved = new Set(moved.problems.map(({ commit }) => commit))
  const isMover = new Set(movers.filter((id) => !unmoved.has(id)))
  const files = [...known.filter(({ commit }) => !isMover.has(commit ?? '')), ...moved.read.flat()]
  const order = new Map(commits.map((id, at) => [id, at]))
  const placeOf = ({ commit }: AddedFile) => order.get(commit ?? '') ?? 0
  return {
    files: files.toSorted((left, right) => placeOf(left) - placeOf(right)),
    unread: changed.problems.length,
    problems: [
      ...untold,
      ...changed.problems.map(({ commit, reason }) => ({ path: `commit ${commit}`, reason })),
    ],
  }
}

interface ReadInHalves<Part> {
  readonly read: readonly Part[]
  /** Commits of which nothing could be read. */
  readonly problems: readonly { readonly commit: ObjectId; readonly reason: string }[]
}

/** All at once; where that fails, in ever smaller parts, so that one commit spoils nothing for others. */
async function inHalves<Part>(
  commits: readonly ObjectId[],
  read: (some: readonly ObjectId[]) => Promise<Part>,
): Promise<ReadInHalves<Part>> {
  if (commits.length === 0) return { read: [], problems: [] }
  try {
    return { read: [await read(commits)], problems: [] }
  } catch (error) {
    const [commit] = commits
    if (commits.length === 1)
      return { read: [], problems: [{ commit: commit!, reason: reasonOf(error) }] }
    const middle = commits.length >> 1
    const older = await inHalves(commits.slice(0, middle), read)
    const newer = await inHalves(commits.slice(middle), read)
    return {
      read: [...older.read, ...newer.read],
      problems: [...older.problems, ...newer.problems],
    }
  }
}

/** @returns why some could not be fetched */
async function bringBlobs(
  repository: Repository,
  blobs: readonly ObjectId[],
  supply: ObjectSupply | undefined,
): Promise<Problem[]> {
  if (!supply) return []
  try {
    const missing = await findMissing(repository, blobs)
    if (missing.length > 0) await supply.fetchObjects(missing)
    return []
  } catch (error) {
    return [{ path: 'files', reason: reasonOf(error) }]
  }
}
