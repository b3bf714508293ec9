import type { Issue, MakeText, Pull, Release, RepositoryState, Text, WorldToken } from './world.ts'

export interface RestContext {
  readonly apiUrl: string
  readonly webUrl: string
  readonly token: WorldToken | undefined
  readonly makeText: MakeText
}

export interface RestAnswer {
  readonly status: number
  /** A list is cut into pages. */
  readonly body: unknown
  readonly headers?: Readonly<Record<string, string>>
}

type Body = Readonly<Record<string, unknown>>

/**
 * A part of GitHub's REST interface, by https://docs.github.com/en/rest.
 *
 * @param path below the repository
 */
export function answerRest(
  method: string,
  path: string,
  body: unknown,
  repository: RepositoryState,
  context: RestContext,
): RestAnswer {
  for (const [route, pattern, answer] of routes) {
    const [routeMethod] = route.split(' ')
    const found = new RegExp(`^${pattern}$`).exec(path)
    if (!found || routeMethod !== method) continue
    return answer({ repository, context, parts: found.slice(1).map(decodeURIComponent), body })
  }
  return notFound
}

interface Request {
  readonly repository: RepositoryState
  readonly context: RestContext
  readonly parts: readonly string[]
  readonly body: unknown
}

const notFound: RestAnswer = { status: 404, body: { message: 'Not Found', documentation_url: 'https://docs.github.com/rest' } } // prettier-ignore

const routes: readonly (readonly [string, string, (request: Request) => RestAnswer])[] = [
  ['GET repository', '', ({ repository, context }) => ok(repositoryOf(repository, context))],
  ['GET ref', '/git/ref/heads/(.+)', ({ repository, parts: [branch] }) => {
    const sha = repository.branches[branch!]
    if (Object.keys(repository.branches).length === 0) return { status: 409, body: { message: 'Git Repository is empty.' } }
    return sha === undefined ? notFound : ok({ ref: `refs/heads/${branch}`, object: { type: 'commit', sha } })
  }],
  ['GET pull', '/pulls/(\\d+)', (request) => withPull(request, (pull) => ok(pullOf(pull, request)))],
  ['GET commits', '/pulls/(\\d+)/commits', (request) =>
    // "Lists a maximum of 250 commits for a pull request."
    withPull(request, (pull) => ok(pull.commits.slice(0, 250).map((sha) => ({ sha }))))],
  ['GET files', '/pulls/(\\d+)/files', (request) =>
    withPull(request, (pull) => ok(Object.keys(pull.files).slice(0, 3000).map((filename) => ({ filename, status: 'modified' }))))],
  ['GET reviews', '/pulls/(\\d+)/reviews', (request) =>
    withPull(request, (pull) => ok(pull.reviews.map((one) => reviewOf(one, pull, request))))],
  ['GET review', '/pulls/(\\d+)/reviews/(\\d+)', (request) =>
    withPull(request, (pull) => one(pull.reviews, request.parts[1], (found) => reviewOf(found, pull, request)))],
  ['GET review comments', '/pulls/(\\d+)/comments', (request) =>
    withPull(request, (pull) => ok(pull.threads.flatMap(({ comments }) => comments.map((found) => textOf(found, urlOf(request, 'pull', pull))))))],
  ['GET review comment', '/pulls/comments/(\\d+)', (request) => anywhere(request, ({ threads }) => threads.flatMap(({ comments }) => comments))],
  ['GET issue', '/issues/(\\d+)', (request) => withIssue(request, (issue, kind) => ok(issueOf(issue, urlOf(request, kind, issue))))],
  ['GET issue comments', '/issues/(\\d+)/comments', (request) =>
    withIssue(request, (issue, kind) => ok(issue.comments.map((found) => textOf(found, urlOf(request, kind, issue)))))],
  ['GET issue comment', '/issues/comments/(\\d+)', (request) => anywhere(request, ({ comments }) => comments)],
  ['GET release', '/releases/(\\d+)', (request) =>
    one(request.repository.releases, request.parts[0], (release) => releaseOf(release, request))],
  ['POST issue comment', '/issues/(\\d+)/comments', (request) => withIssue(request, (issue, kind) => addComment(issue, kind, request))],
  ['POST review comment', '/pulls/(\\d+)/comments', (request) => withPull(request, (pull) => addReviewComment(pull, request))],
] // prettier-ignore

function addComment(issue: Issue, kind: 'issues' | 'pull', request: Request): RestAnswer {
  const refused = refuseWrite(request, kind === 'pull' ? ['issues=write', 'pull_requests=write'] : ['issues=write'])
  if (refused) return refused
  const { body, ...rest } = request.body as Body
  if (typeof body !== 'string' || body === '' || Object.keys(rest).length > 0) return invalid('body is not as it is documented')
  const text = request.context.makeText('IC_issuecomment-', { body, ...authorOf(request) })
  issue.comments.push(text)
  return { status: 201, body: textOf(text, urlOf(request, kind, issue)) }
} // prettier-ignore

function addReviewComment(pull: Pull, request: Request): RestAnswer {
  const refused = refuseWrite(request, ['pull_requests=write'])
  if (refused) return refused
  const { body, commit_id: commit, path, line, side = 'RIGHT', subject_type: subject = 'line', ...rest } = request.body as Body // prettier-ignore
  const isText = [body, commit, path].every((value) => typeof value === 'string' && value !== '')
  if (!isText || Object.keys(rest).length > 0 || !['LEFT', 'RIGHT'].includes(side as string))
    return invalid('body is not as it is documented')
  if (!pull.commits.includes(commit as string)) return invalid('commit_id is not part of the pull request') // prettier-ignore
  const lines = pull.files[path as string]
  if (lines === undefined) return invalid('path could not be resolved')
  if (subject === 'line' && !lines.includes(line as number)) return invalid('pull_request_review_thread.line must be part of the diff') // prettier-ignore
  if (subject === 'file' && line !== undefined) return invalid('line is not for a file')
  const text = request.context.makeText('PRRC_discussion_r', { body: body as string, ...authorOf(request) }) // prettier-ignore
  const at = { path: path as string, line: line as number | undefined, commit: commit as string }
  pull.threads.push({ nodeId: `PRRT_${text.id}`, ...at, isResolved: false, comments: [text] })
  return { status: 201, body: { ...textOf(text, urlOf(request, 'pull', pull)), path, ...(line !== undefined && { line }) } } // prettier-ignore
}

function refuseWrite({ context: { token } }: Request, anyOf: readonly string[]): RestAnswer | undefined {
  if (token === undefined) return { status: 401, body: { message: 'Requires authentication' } }
  if (anyOf.some((permission) => token.permissions?.includes(permission))) return undefined
  const headers = { 'x-accepted-github-permissions': anyOf.join('; ') }
  return { status: 403, body: { message: 'Resource not accessible by integration' }, headers }
} // prettier-ignore

function invalid(message: string): RestAnswer {
  return { status: 422, body: { message: 'Validation Failed', errors: [{ resource: 'PullRequestReviewComment', code: 'custom', message }] } } // prettier-ignore
}

function ok(body: unknown): RestAnswer {
  return { status: 200, body }
}

function authorOf({ context: { token } }: Request): { user: string; isBot: boolean } {
  return { user: token!.login, isBot: token!.isBot ?? false }
}

function one<T extends Text>(list: readonly T[], id: string | undefined, make: (found: T) => unknown): RestAnswer {
  const found = list.find((text) => String(text.id) === id)
  return found === undefined ? notFound : ok(make(found))
} // prettier-ignore

function anywhere(request: Request, listOf: (of: Pull) => readonly Text[]): RestAnswer {
  const { repository, parts: [id] } = request
  const all = [
    ...repository.pulls.map((pull) => ['pull', pull] as const),
    ...repository.issues.map((issue) => ['issues', { ...issue, threads: [] } as unknown as Pull] as const),
  ]
  for (const [kind, holder] of all) {
    const found = listOf(holder).find((text) => String(text.id) === id)
    if (found) return ok(textOf(found, urlOf(request, kind, holder)))
  }
  return notFound
} // prettier-ignore

function withPull(request: Request, answer: (pull: Pull) => RestAnswer): RestAnswer {
  const pull = request.repository.pulls.find(({ number }) => String(number) === request.parts[0])
  return pull === undefined ? notFound : answer(pull)
}

function withIssue(
  request: Request,
  answer: (issue: Issue, kind: 'issues' | 'pull') => RestAnswer,
): RestAnswer {
  const { pulls, issues } = request.repository
  const fits = ({ number }: Issue) => String(number) === request.parts[0]
  const pull = pulls.find(fits)
  if (pull) return answer(pull, 'pull')
  const issue = issues.find(fits)
  return issue ? answer(issue, 'issues') : notFound
}

function urlOf({ context, repository }: Request, kind: string, { number }: Issue): string {
  return `${context.webUrl}/${repository.name}/${kind}/${number}`
}

function userOf({ user, isBot }: Text): object {
  return { login: isBot ? `${user}[bot]` : user, type: isBot ? 'Bot' : 'User' }
}

function textOf(text: Text, url: string): object {
  return {
    id: text.id,
    node_id: text.nodeId,
    html_url: url + text.anchor,
    body: text.body,
    user: userOf(text),
    author_association: text.association,
    created_at: text.createdAt,
    updated_at: text.updatedAt,
  }
}

function reviewOf(text: Text, pull: Pull, request: Request): object {
  const { created_at: time, updated_at: _, ...review } = textOf(text, urlOf(request, 'pull', pull)) as Record<string, unknown> // prettier-ignore
  return { ...review, submitted_at: time, state: 'COMMENTED' }
}

function releaseOf(release: Release, { context, repository }: Request): object {
  const { name, tag, createdAt } = release
  const url = `${context.webUrl}/${repository.name}/releases/tag/${tag}`
  // Of a release's author GitHub does not say it.
  const { user: author, author_association: _, ...text } = textOf(release, url) as Record<string, unknown> // prettier-ignore
  return { ...text, name, tag_name: tag, author, published_at: createdAt }
}

function issueOf(issue: Issue, url: string): object {
  return {
    ...textOf(issue, url),
    number: issue.number,
    title: issue.title,
    body: issue.body === '' ? null : issue.body,
    labels: issue.labels.map((name, at) => ({ id: at, name })),
    comments: issue.comments.length,
  }
}

function pullOf(pull: Pull, request: Request): object {
  const { repository, context } = request
  const { base, head } = pull
  const headRepository = head.repository === repository.name ? repositoryOf(repository, context) : { id: 1, full_name: head.repository } // prettier-ignore
  return {
    ...issueOf(pull, urlOf(request, 'pull', pull)),
    base: { ...base, repo: repositoryOf(repository, context) },
    head: { ref: head.ref, sha: head.sha, repo: head.repository === null ? null : headRepository },
    commits: pull.commits.length,
    changed_files: Object.keys(pull.files).length,
    review_comments: pull.threads.reduce((sum, { comments }) => sum + comments.length, 0),
  }
}

function repositoryOf(repository: RepositoryState, { webUrl }: RestContext): object {
  const { id, name, visibility, defaultBranch } = repository
  return {
    id,
    full_name: name,
    html_url: `${webUrl}/${name}`,
    private: visibility !== 'public',
    visibility,
    default_branch: defaultBranch,
  }
}
