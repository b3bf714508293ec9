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
  return addedFiles(parseRawDiff(output))
}

/**
 * What each of `commits` has otherwise than all its parents: of a merge what no parent has.
 *
 * @param commits any order
 */
export async function readAddedFiles(
  repository: Repository,
  commits: readonly ObjectId[],
): Promise<AddedFile[]> {
  if (commits.length === 0) return []
  return addedFiles(parseRawDiff(await diffCommits(repository, commits, [])))
}

/** What commits change, without a look at what is in the files: one that was moved counts as a new one. */
export interface ChangedFiles {
  readonly files: readonly AddedFile[]
  /** What these files hold, before and after, deleted ones included; of merges only those that no parent has so. */
  readonly blobs: readonly ObjectId[]
  /** Commits that both add and delete files, so that some may have moved. With the blobs here, nothing is missing to tell. */
  readonly movers: readonly ObjectId[]
}

export async function readChangedFiles(
  repository: Repository,
  commits: readonly ObjectId[],
): Promise<ChangedFiles> {
  if (commits.length === 0) return { files: [], blobs: [], movers: [] }
  const output = await diffCommits(repository, commits, ['--no-renames'])
  const entries = parseRawDiff(output)
  const present = entries.flatMap(({ ids, modes }) =>
    ids.filter((id, at) => !isZeroId(id) && modes[at] !== submoduleMode),
  )
  const commitsWith = (status: string) =>
    new Set(entries.filter((entry) => entry.status === status).map(({ commit }) => commit))
  const [adding, deleting] = [commitsWith('A'), commitsWith('D')]
  return {
    files: addedFiles(entries),
    blobs: [...new Set(present)],
    movers: commits.filter((id) => adding.has(id) && deleting.has(id)),
  }
}

function diffCommits(
  repository: Repository,
  commits: readonly ObjectId[],
  options: readonly string[],
): Promise<Buffer> {
  const args = ['diff-tree', '--stdin', '-r', '-c', '--root', ...rawFormat, ...options]
  return runGit(repository, args, `${commits.join('\n')}\n`)
}

/** All that a tree holds, which no commit has to have. */
export async function readTreeFiles(repository: Repository, tree: ObjectId): Promise<AddedFile[]> {
  const args = ['diff-tree', '-r', ...rawFormat, await emptyTree(repository), tree]
  return addedFiles(parseRawDiff(await runGit(repository, args)))
}

const rawFormat = ['--raw', '-z', '--no-abbrev', '-M', '--ignore-submodules=dirty']

/** An object that every repository knows, though it may not hold it. */
async function emptyTree(repository: Repository): Promise<ObjectId> {
  return (await runGit(repository, ['hash-object', '-t', 'tree', '--stdin'])).toString().trim()
}

/** One file of a difference; of a merge it has modes and objects of all parents, then its own. */
interface RawEntry {
  /** `null`: of no commit. */
  readonly commit: ObjectId | null
  readonly modes: readonly string[]
  readonly ids: readonly ObjectId[]
  /** `A`, `D`, `M`, `R087`, `MM`, … */
  readonly status: string
  readonly formerPath: Buffer | undefined
  readonly path: Buffer
}

/**
 * Reads `:100644 100644 <old> <new> M`, `::100644 100644 100644 <old> <old> <new> MM` for merges, the names of commits
 * between them, and paths, each ended by a NUL. Format: https://git-scm.com/docs/git-diff, "Raw output format".
 */
function parseRawDiff(output: Buffer): RawEntry[] {
  const entries: RawEntry[] = []
  let commit: ObjectId | null = null
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
    const [modes, ids] = [words.slice(0, parents + 1), words.slice(parents + 1, -1)]
    // A rename names both places, but of a merge only the new one.
    const formerPath = parents === 1 && /^[RC]/.test(status) ? next() : undefined
    entries.push({ commit, modes, ids, status, formerPath, path: next() })
  }
  return entries
}

function addedFiles(entries: readonly RawEntry[]): AddedFile[] {
  return entries.flatMap(({ commit, modes, ids, status, formerPath, path }) => {
    const blob = ids.at(-1)!
    if (isZeroId(blob)) return []
    const before = ids
      .slice(0, -1)
      .filter((id, parent) => !isZeroId(id) && modes[parent] !== submoduleMode)
    const isPathNew = /^[ARC]+\d*$/.test(status)
    const isSubmodule = modes.at(-1) === submoduleMode
    const file = { path, blob, commit, before, isPathNew, isSubmodule }
    return [{ ...file, ...(formerPath && { formerPath }) }]
  })
}
