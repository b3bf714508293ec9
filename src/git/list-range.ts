import { readShallow } from './attribution.ts'
import type { ObjectId } from './object-id.ts'
import type { Repository } from './repository.ts'
import { runGit } from './run-git.ts'

/** What some commits have and others have not, as far as a clone tells. */
export interface ListedRange {
  /** The oldest first. */
  readonly commits: readonly ObjectId[]
  /** Of these a shallow clone does not have the parents: what they added is not known. */
  readonly cut: readonly ObjectId[]
  /**
   * False where the other side is cut so near that it may have some of the commits after all. Never is a commit left out
   * that belongs to the range.
   */
  readonly isExact: boolean
}

/** Clocks of those who commit differ. */
const clockSlackSeconds = 86_400

/**
 * Lists `tips` without `bases`. In a shallow clone, what lies behind a cut is older than the cut: so the range is exact
 * when all of it is newer than what the base side ends with.
 *
 * @param tips present, as all of `bases`
 */
export async function listRange(
  repository: Repository,
  tips: readonly ObjectId[],
  bases: readonly ObjectId[],
): Promise<ListedRange> {
  if (tips.length === 0) return { commits: [], cut: [], isExact: true }
  const listed = await listCommits(repository, [...tips, ...bases.map((id) => `^${id}`)])
  const commits = listed.map(({ id }) => id)
  const shallow = readShallow(repository)
  if (shallow.size === 0) return { commits, cut: [], isExact: true }
  const cut = commits.filter((id) => shallow.has(id))
  const behind = bases.length === 0 ? [] : await listCommits(repository, bases)
  const newest = Math.max(
    -Infinity,
    ...behind.filter(({ id }) => shallow.has(id)).map(({ time }) => time),
  )
  const oldest = listed.reduce((least, { time }) => Math.min(least, time), Infinity)
  return { commits, cut, isExact: newest + clockSlackSeconds < oldest }
}

/** How many commits these have, and their ancestors, as far as they are here. */
export async function countCommits(
  repository: Repository,
  revisions: readonly string[],
): Promise<number> {
  if (revisions.length === 0) return 0
  const output = await runGit(repository, ['rev-list', '--count', '--stdin'], linesOf(revisions))
  return Number(output.toString())
}

/** Those of the objects that are not here. */
export async function findMissing(
  repository: Repository,
  ids: readonly ObjectId[],
): Promise<ObjectId[]> {
  if (ids.length === 0) return []
  const args = ['cat-file', '--buffer', '--batch-check=%(objectname)']
  const output = await runGit(repository, args, linesOf(ids))
  return output
    .toString()
    .split('\n')
    .flatMap((line) => /^([0-9a-f]+) missing$/.exec(line)?.[1] ?? [])
}

/** Of some objects those that are here, and those that are commits, or tags of one. */
export interface KnownObjects {
  readonly present: ReadonlySet<ObjectId>
  readonly commits: ReadonlySet<ObjectId>
}

export async function lookUpObjects(
  repository: Repository,
  ids: readonly ObjectId[],
): Promise<KnownObjects> {
  if (ids.length === 0) return { present: new Set(), commits: new Set() }
  const args = ['cat-file', '--buffer', '--batch-check=%(objecttype)']
  const names = ids.flatMap((id) => [id, `${id}^{}`])
  const types = (await runGit(repository, args, linesOf(names))).toString().split('\n')
  return {
    present: new Set(ids.filter((_, at) => !types[2 * at]!.endsWith(' missing'))),
    commits: new Set(ids.filter((_, at) => types[2 * at + 1] === 'commit')),
  }
}

async function listCommits(
  repository: Repository,
  revisions: readonly string[],
): Promise<{ id: ObjectId; time: number }[]> {
  const args = ['rev-list', '--reverse', '--topo-order', '--timestamp', '--stdin']
  const output = await runGit(repository, args, linesOf(revisions))
  return output
    .toString()
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [time, id] = line.split(' ')
      return { id: id!, time: Number(time) }
    })
}

function linesOf(words: readonly string[]): string {
  return words.map((word) => `${word}\n`).join('')
}
