import type { ObjectId } from './object-id.ts'
import type { Repository } from './repository.ts'
import { runGit } from './run-git.ts'

/** An entry that is no directory. */
export interface TreeFile {
  readonly path: string
  /** Octal digits: `100644`, `120000` for a link, `160000` for a submodule. */
  readonly mode: string
  readonly id: ObjectId
}

/**
 * All files of a commit.
 *
 * @throws StanchError `GIT_FAILED` when one of its trees is missing
 */
export async function listTree(repository: Repository, commit: ObjectId): Promise<TreeFile[]> {
  const output = await runGit(repository, ['ls-tree', '-r', '-z', '--full-tree', commit])
  return output
    .toString()
    .split('\0')
    .flatMap((line) => {
      const entry = /^(\d+) \w+ ([0-9a-f]+)\t(.*)$/s.exec(line)
      return entry ? [{ mode: entry[1]!, id: entry[2]!, path: entry[3]! }] : []
    })
}
