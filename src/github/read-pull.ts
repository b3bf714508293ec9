import { StanchError } from '../text/error.ts'
import type { Github } from './github.ts'
import { loginOf, objectOf, objectsOf } from './json-of.ts'
import { isObjectId, visibilityOf } from './read-repository.ts'
import { dataOf } from './refusal.ts'
import { repositoryPath } from './repository-path.ts'

/** A pull request, as it is now. */
export interface Pull {
  /** `OWNER/REPO` that it is for, as that is called now. */
  readonly repository: string
  readonly isPublic: boolean
  readonly number: number
  /** For people. */
  readonly url: string
  /** Full names. */
  readonly base: string
  readonly head: string
  readonly baseBranch: string
  /** Without the owner of a fork. */
  readonly headBranch: string
  /** From another repository, or from one that is gone. */
  readonly isFork: boolean
  readonly title: string
  /** Empty when there is none. */
  readonly body: string
  readonly user: string | undefined
  readonly association: unknown
  readonly time: string | undefined
  readonly labels: readonly string[]
  /** As GitHub counts them. */
  readonly commits: number
  readonly issueComments: number
  readonly reviewComments: number
}

/** @throws StanchError as `readRepository` */
export async function readPull(github: Github, named: string, number: number): Promise<Pull> {
  const label = `${named}/pull/${number}`
  const answer = await github.get(`${repositoryPath(named)}/pulls/${number}`)
  const data = objectOf(dataOf(answer, label, 'pull_requests=read'))
  const [base, head] = [objectOf(data['base']), objectOf(data['head'])]
  const repository = objectOf(base['repo'])
  const text = (value: unknown): string => {
    if (typeof value === 'string') return value
    throw strange(label)
  }
  const commit = (value: unknown): string => {
    if (isObjectId(value)) return value
    throw strange(label)
  }
  const count = (value: unknown): number => {
    if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0) return value
    throw strange(label)
  }
  const time = data['updated_at']
  return {
    repository: text(repository['full_name']),
    isPublic: visibilityOf(repository) === 'public',
    number,
    url: text(data['html_url']),
    base: commit(base['sha']),
    head: commit(head['sha']),
    baseBranch: text(base['ref']),
    headBranch: text(head['ref']),
    isFork: objectOf(head['repo'])['id'] !== repository['id'],
    title: text(data['title']),
    body: text(data['body'] ?? ''),
    user: loginOf(data['user']),
    association: data['author_association'],
    time: typeof time === 'string' ? time : undefined,
    labels: objectsOf(data['labels']).map(({ name }) => text(name ?? '')),
    commits: count(data['commits']),
    issueComments: count(data['comments']),
    reviewComments: count(data['review_comments']),
  }
}

function strange(label: string): StanchError {
  return new StanchError(
    'GITHUB_FAILED',
    `${label}: expected what GitHub documents of a pull request; got something else.`,
  )
}
