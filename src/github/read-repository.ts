import { StanchError } from '../text/error.ts'
import type { Github } from './github.ts'
import { objectOf } from './json-of.ts'
import { dataOf } from './refusal.ts'
import { repositoryPath } from './repository-path.ts'

export interface GithubRepository {
  /** `OWNER/REPO` as it is called now: it may have been renamed. */
  readonly name: string
  readonly visibility: 'public' | 'private' | 'internal'
  /** Without `refs/heads/`. */
  readonly defaultBranch: string
  /** Full name of its newest commit; `undefined`: the repository is empty. */
  readonly defaultCommit: string | undefined
}

/** @throws StanchError as `Github.get`, `GITHUB_UNAUTHORIZED`, `GITHUB_FORBIDDEN`, `GITHUB_NOT_FOUND` */
export async function readRepository(github: Github, named: string): Promise<GithubRepository> {
  const data = objectOf(dataOf(await github.get(repositoryPath(named)), named, 'metadata=read'))
  const { full_name: name, default_branch: defaultBranch } = data
  if (typeof name !== 'string' || typeof defaultBranch !== 'string') throw strange(named)
  return {
    name,
    visibility: visibilityOf(data),
    defaultBranch,
    defaultCommit: await readTip(github, name, defaultBranch),
  }
}

/** What nobody says to be public is not: callers who hide things from readers must ask for `public`. */
export function visibilityOf({
  visibility,
  private: isPrivate,
}: Readonly<Record<string, unknown>>): GithubRepository['visibility'] {
  if (visibility === 'private' || visibility === 'internal') return visibility
  return isPrivate === false ? 'public' : 'private'
}

async function readTip(github: Github, name: string, branch: string): Promise<string | undefined> {
  const path = `${repositoryPath(name)}/git/ref/heads/${branch.split('/').map(encodeURIComponent).join('/')}`
  const answer = await github.get(path)
  // Of an empty repository: 409.
  if (answer.status === 404 || answer.status === 409) return undefined
  const { sha } = objectOf(objectOf(dataOf(answer, name, 'contents=read'))['object'])
  if (!isObjectId(sha)) throw strange(name)
  return sha
}

export function isObjectId(value: unknown): value is string {
  return typeof value === 'string' && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(value)
}

function strange(name: string): StanchError {
  return new StanchError(
    'GITHUB_FAILED',
    `${name}: expected what GitHub documents of a repository; got something else.`,
  )
}
