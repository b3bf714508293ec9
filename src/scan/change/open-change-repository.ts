import { mkdirSync, mkdtempSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { canLend, makeBorrowingRepository } from '../../git/borrowing-repository.ts'
import { isolatedEnvironment } from '../../git/isolated-environment.ts'
import { removeDirectory } from '../../git/remove-directory.ts'
import { Remote } from '../../git/remote.ts'
import type { ObjectId } from '../../git/object-id.ts'
import { openRepository, type Repository } from '../../git/repository.ts'
import { StanchError } from '../../text/error.ts'
import type { ObjectSupply } from './change.ts'

export interface ChangeRepositoryRequest {
  /**
   * May hold a clone, of any depth and any repository: an object is what its name says, wherever it is from. It is read only,
   * and nothing in it steers git.
   */
  readonly workspace: string | undefined
  /** `https://github.com`; `http:` only for loopback. */
  readonly serverUrl: string
  /** `OWNER/REPO`. */
  readonly repository: string
  /** Reaches git by environment only. */
  readonly token: string | undefined
  /** A private directory is made in it. */
  readonly temporaryDirectory: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly signal?: AbortSignal
  /** Of an object's name; 20 by default. */
  readonly hashBytes?: 20 | 32
}

export interface ChangeRepository {
  readonly repository: Repository
  readonly supply: ObjectSupply
  /**
   * Brings the newest commit of a branch, as the forge has it now.
   *
   * @param reference `refs/heads/…`
   * @throws StanchError `FETCH_FAILED`, also when there is none
   */
  fetchTip(reference: string): Promise<ObjectId>
  /**
   * Brings all branches and tags, for a scan of the whole history; before it there is no reference. Not for a repository that
   * was opened on a partial clone, which has not all that it seems to have.
   *
   * @throws StanchError `FETCH_FAILED`
   */
  fetchAll(): Promise<void>
  /** Removes what was made. */
  close(): void
}

/**
 * Opens a bare repository of our own that borrows the objects of a clone, if there is one, and can fetch the rest.
 *
 * @throws StanchError `REMOTE_REFUSED` for an address that is no forge's
 */
export async function openChangeRepository({
  workspace,
  temporaryDirectory,
  token,
  env,
  signal,
  hashBytes = 20,
  ...place
}: ChangeRepositoryRequest): Promise<ChangeRepository> {
  const url = addressOf(place)
  const lender = workspace === undefined ? undefined : findLender(workspace, hashBytes)
  const directory = mkdtempSync(join(resolve(temporaryDirectory), 'stanch-change-'))
  const home = join(directory, 'home')
  mkdirSync(home)
  const made = makeBorrowingRepository(join(directory, 'git'), lender, hashBytes)
  const repository = { ...made, environment: isolatedEnvironment(env, home) }
  const remote = new Remote(repository, { url, token, env, signal }, lender !== undefined)
  return {
    repository,
    supply: {
      fetch: (wanted, depth) => remote.fetchCommits(wanted, depth),
      fetchObjects: (wanted) => remote.fetchObjects(wanted),
    },
    fetchTip: (reference) => remote.fetchTip(reference),
    fetchAll: () => remote.fetchAll(),
    close: () => removeDirectory(directory),
  }
}

function addressOf({
  serverUrl,
  repository,
}: Pick<ChangeRepositoryRequest, 'serverUrl' | 'repository'>): string {
  const server = new URL(serverUrl)
  const isLoopback = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(server.hostname)
  const isAllowed = server.protocol === 'https:' || (server.protocol === 'http:' && isLoopback)
  if (!isAllowed || server.username !== '' || server.password !== '') {
    throw refused(`${server.origin}: expected an address that begins with https://, without a user`)
  }
  if (!/^[\w-][\w.-]*\/(?!\.{1,2}$)[\w.-]+$/.test(repository)) {
    throw refused(`"${repository.slice(0, 100)}": expected OWNER/REPO`)
  }
  return `${server.origin}${server.pathname.replace(/\/$/, '')}/${repository}`
}

/** Only the repository whose work tree the workspace is, not one that the workspace lies in. */
function findLender(workspace: string, hashBytes: 20 | 32): Repository | undefined {
  try {
    const found = openRepository(workspace)
    const isHere =
      found.workTree === resolve(workspace) || found.gitDirectory === resolve(workspace)
    return isHere && found.hashBytes === hashBytes && canLend(found) ? found : undefined
  } catch (error) {
    if (error instanceof StanchError) return undefined
    throw error
  }
}

function refused(what: string): StanchError {
  return new StanchError('REMOTE_REFUSED', `Nothing is fetched from ${what}.`)
}
