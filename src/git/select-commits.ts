import { readShallow } from './attribution.ts'
import { isZeroId, type ObjectId } from './object-id.ts'
import { parseDate } from './parse-date.ts'
import type { Repository } from './repository.ts'
import { runGit } from './run-git.ts'
import { StanchError } from '../text/error.ts'

/** One line of what git tells a receiving hook. */
export interface ReferenceUpdate {
  /** Zeros: the reference is new. */
  readonly from: ObjectId
  /** Zeros: it is deleted. */
  readonly to: ObjectId
  readonly name: string
}

/** Commits of a range, and the objects it was named by. */
export interface Selection {
  /** The oldest first. */
  readonly commits: readonly ObjectId[]
  /** Where it ends: commits, or what stands for one. */
  readonly ends: readonly { readonly id: ObjectId; readonly name: string }[]
}

/**
 * What `to` has and `from` has not.
 *
 * @param mustMeet `A...B`: both must have parted somewhere
 * @throws StanchError `RANGE_UNKNOWN`, `RANGE_SHALLOW`
 */
export async function selectRange(
  repository: Repository,
  from: string,
  to: string,
  { mustMeet }: { readonly mustMeet: boolean },
): Promise<Selection> {
  const [start, end] = [await resolve(repository, from), await resolve(repository, to)]
  if (mustMeet && !(await succeeds(runGit(repository, ['merge-base', start, end])))) {
    throw shallow(repository, `${from} and ${to} have no commit in common here`)
  }
  const name = await runGit(repository, ['rev-parse', '--verify', to])
  return {
    commits: await listCommits(repository, [end, `^${start}`], []),
    ends: [{ id: name.toString().trim(), name: to }],
  }
}

/**
 * What a branch got since a revision, or since a time.
 *
 * @param branch any revision; a branch goes before a tag of its name
 * @throws StanchError `RANGE_UNKNOWN`, `RANGE_SHALLOW`
 */
export async function selectSince(
  repository: Repository,
  revisionOrDate: string,
  branch: string,
): Promise<Selection> {
  const head = `refs/heads/${branch}`
  const to = (await tryResolve(repository, head)) === undefined ? branch : head
  if (await tryResolve(repository, revisionOrDate)) {
    return selectRange(repository, revisionOrDate, to, { mustMeet: false })
  }
  const date = parseDate(revisionOrDate)
  if (date === undefined) throw unknown(repository, revisionOrDate)
  const end = await resolve(repository, to)
  const before = await findLastBefore(repository, date, end)
  const revisions = before === undefined ? [end] : [end, `^${before}`]
  return { commits: await listCommits(repository, revisions, []), ends: [] }
}

/**
 * Where a branch stood at that time: what was merged since is new to it, however old it is.
 *
 * @returns `undefined` when all of it is newer
 */
async function findLastBefore(
  repository: Repository,
  date: string,
  end: ObjectId,
): Promise<ObjectId | undefined> {
  const age = (await runGit(repository, ['rev-parse', `--since=${date}`])).toString()
  const since = Number(/^--max-age=(\d+)/.exec(age)![1])
  const listed = await runGit(repository, ['rev-list', '--first-parent', '--timestamp', end])
  const entries = linesOf(listed).map((text) => text.split(' '))
  // Clocks differ: a commit may be older than its parents.
  const oldest = entries.findLastIndex(([time]) => Number(time) >= since)
  return entries[oldest + 1]?.[1]
}

/**
 * What a push brings: in a receiving repository all that no reference has yet, in a sending one what the remote is
 * not known to have.
 *
 * @param notRemote name of that remote; without it only the references' old objects are known to be there
 * @throws StanchError `RANGE_SHALLOW`
 */
export async function selectPushed(
  repository: Repository,
  updates: readonly ReferenceUpdate[],
  { isReceiving, notRemote }: { readonly isReceiving: boolean; readonly notRemote?: string },
): Promise<Selection> {
  const ends = updates.filter(({ to }) => !isZeroId(to)).map(({ to, name }) => ({ id: to, name }))
  if (ends.length === 0) return { commits: [], ends: [] }
  const olds = updates.map(({ from }) => from).filter((id) => !isZeroId(id))
  const known = await keepPresent(repository, olds)
  // Of an address nothing is known: what another remote has may be new to it.
  const sent = notRemote === undefined ? [] : ['--not', `--remotes=${notRemote}`]
  const others = isReceiving ? ['--not', '--all'] : sent
  const commits = await keepCommits(
    repository,
    ends.map(({ id }) => id),
  )
  if (commits.length === 0) return { commits: [], ends }
  const without = (await keepCommits(repository, known)).map((id) => `^${id}`)
  return { commits: await listCommits(repository, [...commits, ...without], others), ends }
}

/** @throws StanchError `RANGE_SHALLOW` when a commit is the end of a shallow clone: what it added is not known */
async function listCommits(
  repository: Repository,
  revisions: readonly string[],
  options: readonly string[],
): Promise<ObjectId[]> {
  const args = ['rev-list', '--reverse', '--topo-order', '--stdin', ...options]
  const output = await runGit(repository, args, `${revisions.join('\n')}\n`)
  const commits = linesOf(output)
  const cut = readShallow(repository)
  const end = cut.size === 0 ? undefined : commits.find((id) => cut.has(id))
  if (end !== undefined) {
    throw shallow(repository, `the range goes back to ${end}, whose parents are not here`)
  }
  return commits
}

async function resolve(repository: Repository, revision: string): Promise<ObjectId> {
  const id = await tryResolve(repository, revision)
  if (id === undefined) throw unknown(repository, revision)
  return id
}

async function tryResolve(repository: Repository, revision: string): Promise<ObjectId | undefined> {
  if (/^[-^]/.test(revision)) return undefined
  const args = ['rev-parse', '--verify', '--quiet', `${revision}^{commit}`]
  try {
    return (await runGit(repository, args)).toString().trim()
  } catch (error) {
    if (error instanceof StanchError && error.code === 'GIT_FAILED') return undefined
    throw error
  }
}

async function keepPresent(repository: Repository, ids: readonly ObjectId[]): Promise<ObjectId[]> {
  return (await checkObjects(repository, ids))
    .filter(({ type }) => type !== 'missing')
    .map(({ id }) => id)
}

/** Those that are commits, or tags of one. */
async function keepCommits(repository: Repository, ids: readonly ObjectId[]): Promise<ObjectId[]> {
  const checked = await checkObjects(
    repository,
    ids.map((id) => `${id}^{}`),
  )
  return ids.filter((_, at) => checked[at]!.type === 'commit')
}

async function checkObjects(
  repository: Repository,
  names: readonly string[],
): Promise<{ id: string; type: string }[]> {
  if (names.length === 0) return []
  const output = await runGit(repository, ['cat-file', '--batch-check'], `${names.join('\n')}\n`)
  return linesOf(output).map((line) => {
    const [id, type] = line.split(' ')
    return { id: id!, type: type! }
  })
}

function linesOf(output: Buffer): string[] {
  return output
    .toString()
    .split('\n')
    .filter((line) => line !== '')
}

async function succeeds(action: Promise<unknown>): Promise<boolean> {
  try {
    await action
    return true
  } catch {
    return false
  }
}

function unknown(repository: Repository, revision: string): StanchError {
  const command = `git fetch${repository.isShallow ? ' --unshallow' : ''} origin${refspecOf(revision)}`
  if (repository.isShallow) {
    return shallowError(
      `there is no "${revision}" here. The clone is shallow. Complete it: ${command}`,
    )
  }
  return new StanchError(
    'RANGE_UNKNOWN',
    `"${revision}" is neither a revision of ${repository.gitDirectory} nor a date such as 2026-01-31. ` +
      `If it is a remote's: ${command}`,
  )
}

/** What to add to `git fetch origin` so that the revision is known by its name afterwards. */
function refspecOf(revision: string): string {
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(revision)) return ` ${revision}`
  const tracked = /^origin\/(\w[\w./-]*)$/.exec(revision)?.[1]
  if (tracked !== undefined) return ` ${tracked}:refs/remotes/origin/${tracked}`
  const isName = /^\w[\w./-]*$/.test(revision) && !/^(?:[A-Z_]+|[0-9a-f]+)$/.test(revision)
  return isName ? ` ${revision}:${revision}` : ''
}

function shallow(repository: Repository, what: string): StanchError {
  const deepen = repository.isShallow
    ? 'The clone is shallow. Deepen it: git fetch --deepen=1000, or all of it: git fetch --unshallow'
    : 'Fetch what is missing first: git fetch origin'
  return shallowError(`${what}. ${deepen}`)
}

function shallowError(why: string): StanchError {
  return new StanchError('RANGE_SHALLOW', `Cannot tell what the range added: ${why}`)
}
