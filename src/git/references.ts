import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { ObjectId } from './object-id.ts'
import { filesIn, type Repository } from './repository.ts'
import { runGit } from './run-git.ts'
import { StanchError } from '../text/error.ts'

/** A name for an object. */
export interface Reference {
  /** `refs/heads/main`, `HEAD`, `stash@{2}`. */
  readonly name: string
  readonly id: ObjectId
}

export interface References {
  readonly all: readonly Reference[]
  /** What HEAD points to; `undefined` before the first commit. */
  readonly head: ObjectId | undefined
  /** `refs/heads/main`; `undefined` when HEAD is detached. */
  readonly branch: string | undefined
  /** Names of references that stand for nothing, as a crash may leave them. */
  readonly broken: readonly string[]
}

/** Which further names count besides references. */
export interface ReferenceOptions {
  /** Also what the reference logs remember. */
  readonly reflog: boolean
}

/**
 * All references, HEAD of every work tree, and older stashes, which only the log of `refs/stash` knows.
 *
 * @throws StanchError `GIT_FAILED`
 */
export async function readReferences(
  repository: Repository,
  options: ReferenceOptions,
): Promise<References> {
  const format = '--format=%(objectname) %(refname)'
  const listing = (await runGit(repository, ['for-each-ref', format])).toString()
  const all: Reference[] = []
  const ids = new Map<string, ObjectId>()
  for (const line of listing.split('\n')) {
    if (line === '') continue
    const space = line.indexOf(' ')
    const reference = { id: line.slice(0, space), name: line.slice(space + 1) }
    all.push(reference)
    ids.set(reference.name, reference.id)
  }
  const { head, branch } = headIn(join(repository.gitDirectory, 'HEAD'), ids)
  if (head !== undefined) all.push({ name: 'HEAD', id: head })
  const trees = join(repository.commonDirectory, 'worktrees')
  for (const name of filesIn(trees)) {
    const other = headIn(join(trees, name, 'HEAD'), ids).head
    if (other !== undefined) all.push({ name: `worktrees/${name}/HEAD`, id: other })
  }
  const logs = join(repository.commonDirectory, 'logs')
  all.push(...readLog(join(logs, 'refs', 'stash'), 'stash'))
  if (options.reflog) {
    const listed = await runGit(repository, ['reflog', '--all', '--format=%H'])
    for (const id of listed.toString().split('\n')) if (id !== '') all.push({ name: 'reflog', id })
  }
  return { all, head, branch, broken: brokenNames(repository, ids) }
}

/** Git passes over files that hold no name of an object; one that names another reference may wait for it. */
function brokenNames(
  { commonDirectory }: Repository,
  known: ReadonlyMap<string, ObjectId>,
): string[] {
  // There, `refs/heads` is a file that says so.
  if (existsSync(join(commonDirectory, 'reftable'))) return []
  const broken: string[] = []
  const open = ['refs']
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (known.has(name) || name.endsWith('.lock')) continue
    const path = join(commonDirectory, name)
    const stats = statSync(path, { throwIfNoEntry: false })
    if (stats?.isDirectory()) open.push(...filesIn(path).map((entry) => `${name}/${entry}`))
    else if (stats && !readFileSync(path, 'utf8').startsWith('ref: ')) broken.push(name)
  }
  return broken
}

/** The commit that is checked out; `undefined` before the first. */
export async function readHead(repository: Repository): Promise<ObjectId | undefined> {
  const args = ['rev-parse', '--verify', '--quiet', 'HEAD^{commit}']
  try {
    return (await runGit(repository, args)).toString().trim()
  } catch (error) {
    if (error instanceof StanchError && error.code === 'GIT_FAILED') return undefined
    throw error
  }
}

function headIn(
  path: string,
  ids: ReadonlyMap<string, ObjectId>,
): { head: ObjectId | undefined; branch: string | undefined } {
  if (!existsSync(path)) return { head: undefined, branch: undefined }
  const text = readFileSync(path, 'utf8').trim()
  const branch = /^ref: (.+)$/.exec(text)?.[1]
  if (branch !== undefined) return { head: ids.get(branch), branch }
  return { head: /^[0-9a-f]{40,64}$/.test(text) ? text : undefined, branch: undefined }
}

/** Lines of "<old id> <new id> <who> <when>\t<what>", the newest last. */
function readLog(path: string, name: string): Reference[] {
  if (!existsSync(path)) return []
  const lines = readFileSync(path, 'utf8').split('\n')
  return lines
    .filter((line) => line !== '')
    .map((line, at, { length }) => ({
      name: `${name}@{${length - 1 - at}}`,
      id: line.split(' ')[1] ?? '',
    }))
    .filter(({ id }) => /^[0-9a-f]{40,64}$/.test(id))
}

/** Whether a reference is what somebody calls `short`: `main`, `heads/main`, `origin/main`, `refs/tags/v1`. */
export function isNamedBy(reference: string, short: string): boolean {
  return [
    short,
    `refs/${short}`,
    `refs/heads/${short}`,
    `refs/tags/${short}`,
    `refs/remotes/${short}`,
  ].includes(reference)
}
