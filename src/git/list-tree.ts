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
  const files: TreeFile[] = []
  for (const line of output.toString().split('\0')) {
    // 100644 blob <id>, a tab and the path: there may be very many.
    const tab = line.indexOf('\t')
    if (tab < 0) continue
    const id = line.slice(line.lastIndexOf(' ', tab) + 1, tab)
    files.push({ mode: line.slice(0, line.indexOf(' ')), id, path: line.slice(tab + 1) })
  }
  return files
}

/**
 * Paths at which two commits do not have the same: another file, another mode, or one of them none.
 *
 * @throws StanchError `GIT_FAILED` when one of their trees is missing
 */
export async function listDifferingPaths(
  repository: Repository,
  from: ObjectId,
  to: ObjectId,
): Promise<string[]> {
  const args = ['diff-tree', '-r', '-z', '--name-only', '--no-renames', '--ignore-submodules=none']
  const output = await runGit(repository, [...args, from, to])
  return output.toString().split('\0').filter(Boolean)
}
