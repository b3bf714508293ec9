import { readAddedFiles, readChangedBlobs, type AddedFile } from '../../git/added-files.ts'
import { findMissing } from '../../git/list-range.ts'
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

/** Lists files commit by commit where one of them cannot be read, and without renames where only those cannot be told. */
export async function listAddedFiles(
  repository: Repository,
  commits: readonly ObjectId[],
): Promise<ListedFiles> {
  try {
    return { files: await readAddedFiles(repository, commits), problems: [] }
  } catch (error) {
    if (commits.length > 1) {
      const middle = commits.length >> 1
      const older = await listAddedFiles(repository, commits.slice(0, middle))
      const newer = await listAddedFiles(repository, commits.slice(middle))
      return {
        files: [...older.files, ...newer.files],
        problems: [...older.problems, ...newer.problems],
      }
    }
    try {
      return { files: await readAddedFiles(repository, commits, { renames: false }), problems: [] }
    } catch {
      return { files: [], problems: [{ path: `commit ${commits[0]}`, reason: reasonOf(error) }] }
    }
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
