import { StanchError } from '../text/error.ts'
import type { Github, GithubAnswer } from './github.ts'
import { objectOf } from './json-of.ts'
import { listOwnComments } from './list-own-comments.ts'
import { markerIn, type OwnComment } from './own-comment.ts'
import { queriedOf, refusalOf } from './refusal.ts'
import { repositoryPath } from './repository-path.ts'

export type { OwnComment } from './own-comment.ts'

/** Where a comment belongs: a line of the new version of a file. */
export interface CommentPlace {
  /** Full name. */
  readonly commit: string
  readonly path: string
  readonly line: number
}

/** Comments of our own on one pull request. Each begins with a hidden marker: `<!-- stanch:… -->`. */
export interface PullComments {
  /** All that begin with a marker, the oldest first. Only our own author's: others could write a marker, too. */
  list(): Promise<readonly OwnComment[]>
  /**
   * On the line, if the pull request's diff has it; else on the file, if it has that; else on the whole.
   *
   * @param body begins with a marker, by which it is found again
   * @throws StanchError `GITHUB_FORBIDDEN`: the token may not write
   */
  create(body: string, place: CommentPlace | undefined): Promise<{ readonly url: string }>
  /** Sends nothing when the body is the same already. */
  update(comment: OwnComment, body: string): Promise<void>
  /**
   * Folds the thread away, where there is one.
   *
   * @returns `false` when the token may not: GitHub may want `contents=write` for it
   */
  resolve(comment: OwnComment): Promise<boolean>
  /** As {@link resolve}. */
  unresolve(comment: OwnComment): Promise<boolean>
  /** To be called at the end: what another run wrote at the same time stays, and our double of it goes. */
  settle(): Promise<void>
}

/** @param repository `OWNER/REPO`, as it is called now: nothing that changes something is sent on to another name */
export function openPullComments(github: Github, repository: string, number: number): PullComments {
  return new Comments(github, repository, number)
}

const needs = 'pull_requests=write'

class Comments implements PullComments {
  readonly #github: Github
  readonly #repository: string
  readonly #number: number
  readonly #label: string
  /** Anchors of what this run wrote: of the two interfaces only they are the same. */
  readonly #written = new Set<string>()

  constructor(github: Github, repository: string, number: number) {
    this.#github = github
    this.#repository = repository
    this.#number = number
    this.#label = `comments on ${repository}/pull/${number}`
  }

  list(): Promise<readonly OwnComment[]> {
    return listOwnComments(this.#github, this.#repository, this.#number)
  }

  async create(body: string, place: CommentPlace | undefined): Promise<{ readonly url: string }> {
    for (const { path, data } of this.#waysOf(body, place)) {
      const url = await this.#createOnce(path, data)
      if (url === undefined) continue
      this.#written.add(anchorOf(url))
      return { url }
    }
    throw refusalOf({ status: 422, data: undefined }, this.#label, needs)
  }

  async update(comment: OwnComment, body: string): Promise<void> {
    if (sameText(comment.body, body)) return
    const [mutation, name] =
      comment.kind === 'comment'
        ? ['updateIssueComment', 'id']
        : ['updatePullRequestReviewComment', 'pullRequestReviewCommentId']
    await this.#mutate(
      `mutation($id: ID!, $body: String!) { ${mutation}(input: { ${name}: $id, body: $body }) { clientMutationId } }`,
      { id: comment.id, body },
    )
  }

  resolve(comment: OwnComment): Promise<boolean> {
    return this.#setResolved(comment, true)
  }

  unresolve(comment: OwnComment): Promise<boolean> {
    return this.#setResolved(comment, false)
  }

  async settle(): Promise<void> {
    if (this.#written.size === 0) return
    const first = new Set<string>()
    for (const comment of await this.list()) {
      const marker = markerIn(comment.body)!
      if (first.has(marker) && this.#written.has(anchorOf(comment.url))) await this.#remove(comment)
      first.add(marker)
    }
  }

  /** From the exact to the general: GitHub refuses what its diff has not. */
  #waysOf(body: string, place: CommentPlace | undefined): { path: string; data: object }[] {
    const base = repositoryPath(this.#repository)
    const whole = { path: `${base}/issues/${this.#number}/comments`, data: { body } }
    if (place === undefined) return [whole]
    const path = `${base}/pulls/${this.#number}/comments`
    const on = { body, commit_id: place.commit, path: place.path }
    return [
      { path, data: { ...on, line: place.line, side: 'RIGHT' } },
      { path, data: { ...on, subject_type: 'file' } },
      whole,
    ]
  }

  /** @returns `undefined` when the place is not one of the pull request's */
  async #createOnce(path: string, data: object): Promise<string | undefined> {
    const answer = await this.#github.send('POST', path, data).catch((error: unknown) => {
      if (error instanceof StanchError && brokenCodes.has(error.code)) return error
      throw error
    })
    if (answer instanceof StanchError) return this.#createAgain(path, data, answer)
    return this.#urlOf(answer)
  }

  /** It may have been written all the same. */
  async #createAgain(path: string, data: object, broken: StanchError): Promise<string | undefined> {
    const marker = markerIn((data as { body: string }).body)
    const known = (await this.list()).find(({ body }) => markerIn(body) === marker)
    if (known !== undefined) return known.url
    if (marker === undefined) throw broken
    return this.#urlOf(await this.#github.send('POST', path, data))
  }

  #urlOf(answer: GithubAnswer): string | undefined {
    if (answer.status === 422) return undefined
    const { html_url: url } = objectOf(answer.data)
    if (answer.status === 201 && typeof url === 'string') return url
    throw refusalOf(answer, this.#label, needs)
  }

  async #setResolved({ thread }: OwnComment, isResolved: boolean): Promise<boolean> {
    if (thread === undefined || thread.isResolved === isResolved) return true
    const name = isResolved ? 'resolveReviewThread' : 'unresolveReviewThread'
    try {
      await this.#mutate(
        `mutation($id: ID!) { ${name}(input: { threadId: $id }) { clientMutationId } }`,
        { id: thread.id },
      )
      return true
    } catch (error) {
      if (error instanceof StanchError && error.code === 'GITHUB_FORBIDDEN') return false
      throw error
    }
  }

  async #remove({ id, kind }: OwnComment): Promise<void> {
    const name = kind === 'comment' ? 'deleteIssueComment' : 'deletePullRequestReviewComment'
    await this.#mutate(`mutation($id: ID!) { ${name}(input: { id: $id }) { clientMutationId } }`, {
      id,
    })
  }

  async #mutate(mutation: string, variables: Readonly<Record<string, unknown>>): Promise<void> {
    queriedOf(await this.#github.mutate(mutation, variables), this.#label, needs)
  }
}

const brokenCodes: ReadonlySet<string> = new Set(['GITHUB_FAILED', 'HTTP_FAILED'])

function anchorOf(url: string): string {
  return url.slice(url.indexOf('#') + 1)
}

/** GitHub may write line ends of its own. */
function sameText(one: string, other: string): boolean {
  return one.replaceAll('\r\n', '\n').trim() === other.replaceAll('\r\n', '\n').trim()
}
