import { isZeroId, type ObjectId } from './object-id.ts'
import type { Repository } from './repository.ts'
import { runGit } from './run-git.ts'

/** A file that a commit, or the index, has otherwise than all its parents. */
export interface AddedFile {
  readonly path: Buffer
  readonly blob: ObjectId
  /** `null`: staged. */
  readonly commit: ObjectId | null
  /** What the parents have there, or had where it was renamed from; not those that have nothing. */
  readonly before: readonly ObjectId[]
  /** Where the parent has it, when it was renamed. */
  readonly formerPath?: Buffer
  /** No parent has anything there. */
  readonly isPathNew: boolean
  /** `blob` is a commit of another repository. */
  readonly isSubmodule: boolean
}

const submoduleMode = '160000'

/** What the index has otherwise than the commit that is checked out. */
export async function readStagedFiles(
  repository: Repository,
  head: ObjectId | undefined,
): Promise<AddedFile[]> {
  const base = head ?? (await emptyTree(repository))
  const output = await runGit(repository, ['diff-index', '--cached', ...rawFormat, base])
  return parseRawDiff(output, null)
}

/**
 * What each of `commits` has otherwise than all its parents: of a merge what no parent has.
 *
 * @param commits any order
 * @param renames false: a file that was moved counts as a new one, and no contents are compared
 */
export async function readAddedFiles(
  repository: Repository,
  commits: readonly ObjectId[],
  { renames }: { readonly renames: boolean } = { renames: true },
): Promise<AddedFile[]> {
  if (commits.length === 0) return []
  const args = ['diff-tree', '--stdin', '-r', '-c', '--root', ...rawFormat]
  if (!renames) args.push('--no-renames')
  return parseRawDiff(await runGit(repository, args, `${commits.join('\n')}\n`), null)
}

/**
 * What the files that these commits change hold, before and after; of merges only of those that no parent has so. With
 * them here, nothing is missing to tell renames of the commits that are no merges.
 */
export async function readChangedBlobs(
  repository: Repository,
  commits: readonly ObjectId[],
): Promise<ObjectId[]> {
  if (commits.length === 0) return []
  const args = ['diff-tree', '--stdin', '-r', '-c', '--root', ...rawFormat, '--no-renames']
  const output = await runGit(repository, args, `${commits.join('\n')}\n`)
  const blobs = new Set<ObjectId>()
  for (const token of output.toString('latin1').split('\0')) {
    const [, colons, rest] = /^(:+)(\d{6} .*)$/s.exec(token) ?? []
    if (colons === undefined || rest === undefined) continue
    const words = rest.split(' ')
    for (let at = 0; at <= colons.length; at++) {
      const id = words[colons.length + 1 + at]!
      if (words[at] !== submoduleMode && !isZeroId(id)) blobs.add(id)
    }
  }
  return [...blobs]
}

/** All that a tree holds, which no commit has to have. */
export async function readTreeFiles(repository: Repository, tree: ObjectId): Promise<AddedFile[]> {
  const args = ['diff-tree', '-r', ...rawFormat, await emptyTree(repository), tree]
  return parseRawDiff(await runGit(repository, args), null)
}

const rawFormat = ['--raw', '-z', '--no-abbrev', '-M', '--ignore-submodules=dirty']

/** An object that every repository knows, though it may not hold it. */
async function emptyTree(repository: Repository): Promise<ObjectId> {
  return (await runGit(repository, ['hash-object', '-t', 'tree', '--stdin'])).toString().trim()
}

/**
 * Reads `:100644 100644 <old> <new> M`, `::100644 100644 100644 <old> <old> <new> MM` for merges, the names of commits
 * between them, and paths, each ended by a NUL. Format: https://git-scm.com/docs/git-diff, "Raw output format".
 */
function parseRawDiff(output: Buffer, firstCommit: ObjectId | null): AddedFile[] {
  const files: AddedFile[] = []
  let commit = firstCommit
  let at = 0
  const next = () => {
    const end = output.indexOf(0, at)
    const token = output.subarray(at, end < 0 ? output.length : end)
    at = end < 0 ? output.length : end + 1
    return token
  }
  while (at < output.length) {
    const head = next().toString('latin1')
    if (!head.startsWith(':')) {
      commit = head.trim()
      continue
    }
    const parents = /^:+/.exec(head)![0].length
    const words = head.slice(parents).split(' ')
    const status = words.at(-1)!
    // A rename names both places, but of a merge only the new one.
    const formerPath = parents === 1 && /^[RC]/.test(status) ? next() : undefined
    const path = next()
    const mode = words[parents]!
    const blob = words[2 * parents + 1]!
    if (isZeroId(blob)) continue
    const before = words
      .slice(parents + 1, 2 * parents + 1)
      .filter((id, parent) => !isZeroId(id) && words[parent] !== submoduleMode)
    const isPathNew = /^[ARC]+\d*$/.test(status)
    const isSubmodule = mode === submoduleMode
    const file = { path, blob, commit, before, isPathNew, isSubmodule }
    files.push({ ...file, ...(formerPath && { formerPath }) })
  }
  return files
}
