import { readAddedFiles, readChangedBlobs, type AddedFile } from '../../git/added-files.ts'
import { findMissing, keepMerges } from '../../git/list-range.ts'
import type { ObjectId } from '../../git/object-id.ts'
import type { Repository } from '../../git/repository.ts'
import type { Problem } from '../../report/scan-result.ts'
import { reasonOf } from '../../text/error.ts'
import type { ObjectSupply } from './change.ts'

/** Files that commits have otherwise than their parents; each problem is of a commit whose files are not known. */
export interface ListedFiles {
  readonly files: readonly AddedFile[]
  readonly problems: readonly Problem[]
}

/**
 * Lists files in the order of the commits. Of merges renames are not told: for that all that came in by them would have to
 * be here, and what a merge has of its own stands out anyway.
 */
export async function listAddedFiles(
  repository: Repository,
  commits: readonly ObjectId[],
): Promise<ListedFiles> {
  const merges = await keepMerges(repository, commits)
  const plain = commits.filter((id) => !merges.has(id))
  const parts = [
    await listFilesOf(repository, plain, true),
    await listFilesOf(repository, [...merges], false),
  ]
  const order = new Map(commits.map((id, at) => [id, at]))
  const placeOf = ({ commit }: AddedFile) => order.get(commit ?? '') ?? 0
  const files = parts.flatMap((part) => part.files)
  return {
    files: files.toSorted((left, right) => placeOf(left) - placeOf(right)),
    problems: parts.flatMap((part) => part.problems),
  }
}

/** Commit by commit where one of them cannot be read, and without renames where only those cannot be told. */
async function listFilesOf(
  repository: Repository,
  commits: readonly ObjectId[],
  renames: boolean,
): Promise<ListedFiles> {
  try {
    return { files: await readAddedFiles(repository, commits, { renames }), problems: [] }
  } catch (error) {
    if (commits.length > 1) {
      const middle = commits.length >> 1
      const older = await listFilesOf(repository, commits.slice(0, middle), renames)
      const newer = await listFilesOf(repository, commits.slice(middle), renames)
      return {
        files: [...older.files, ...newer.files],
        problems: [...older.problems, ...newer.problems],
      }
    }
    if (renames) return listFilesOf(repository, commits, false)
    return { files: [], problems: [{ path: `commit ${commits[0]}`, reason: reasonOf(error) }] }
  }
}

/**
 * Fetches what the files of these commits and of their parents hold, all of it at once, where a clone left it out.
 *
 * @returns why some could not be
 */
export async function bringBlobs(
  repository: Repository,
  commits: readonly ObjectId[],
  supply: ObjectSupply | undefined,
): Promise<Problem[]> {
  if (!supply) return []
  try {
    const missing = await findMissing(repository, await readChangedBlobs(repository, commits))
    if (missing.length > 0) await supply.fetchObjects(missing)
    return []
  } catch (error) {
    return [{ path: 'files', reason: reasonOf(error) }]
  }
}
