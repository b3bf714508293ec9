import { answerQuery, connection, Refused, type Node, type QueryOutcome } from './graphql-query.ts'
import type { Discussion, Issue, Pull, RepositoryState, Text, Thread, WorldToken } from './world.ts'

export interface GraphqlContext {
  readonly webUrl: string
  /** Those that the token may see. */
  readonly repositories: readonly RepositoryState[]
  readonly token: WorldToken
  readonly clock: () => string
}

/** A part of GitHub's GraphQL, by https://docs.github.com/en/graphql/reference. */
export function answerGraphql(
  text: string,
  variables: Readonly<Record<string, unknown>>,
  context: GraphqlContext,
): Promise<QueryOutcome> {
  return answerQuery(text, variables, (kind) =>
    kind === 'query' ? queryRoot(context) : mutationRoot(context),
  )
}

function queryRoot(context: GraphqlContext): Node {
  const { token, repositories } = context
  return {
    __typename: 'Query',
    viewer: { __typename: 'User', login: token.isBot ? `${token.login}[bot]` : token.login },
    repository: ({ owner, name }: Record<string, unknown>) => {
      const found = repositories.find((one) =>
        [one.name, ...one.formerNames].includes(`${String(owner)}/${String(name)}`),
      )
      if (found === undefined)
        throw new Refused('NOT_FOUND', 'Could not resolve to a Repository with the name.')
      return repositoryNode(found, context)
    },
    node: ({ id }: Record<string, unknown>) => findNode(String(id), context),
  }
}

function repositoryNode(repository: RepositoryState, context: GraphqlContext): Node {
  const numbered =
    <T extends { number: number }>(list: readonly T[], make: (one: T) => Node) =>
    ({ number }: Record<string, unknown>) => {
      const found = list.find((one) => one.number === number)
      if (found === undefined)
        throw new Refused(
          'NOT_FOUND',
          `Could not resolve to a node with the number of ${String(number)}.`,
        )
      return make(found)
    }
  return {
    __typename: 'Repository',
    pullRequest: numbered(repository.pulls, (pull) => pullNode(pull, repository, context)),
    issue: numbered(repository.issues, (issue) => issueNode(issue, repository, context)),
    discussion: numbered(repository.discussions, (one) => discussionNode(one, repository, context)),
  }
}

function pullNode(pull: Pull, { name }: RepositoryState, { webUrl }: GraphqlContext): Node {
  const url = `${webUrl}/${name}/pull/${pull.number}`
  const texts = (type: string, list: readonly Text[]) =>
    connection(list.map((one) => textNode(type, one, url)))
  return {
    ...textNode('PullRequest', pull, url),
    title: pull.title,
    comments: texts('IssueComment', pull.comments),
    reviews: texts('PullRequestReview', pull.reviews),
    reviewThreads: connection(pull.threads.map((thread) => threadNode(thread, url))),
    timelineItems: ({ itemTypes, ...page }: Record<string, unknown>) => {
      const [type, ...others] = itemTypes as readonly string[]
      const nodes =
        type === undefined || others.length > 0 ? undefined : timeline[type]?.(pull, url)
      if (nodes === undefined) throw new Error('of the timeline only some items are played')
      return connection(nodes)(page)
    },
  }
}

const timeline: Readonly<Record<string, (pull: Pull, url: string) => readonly Node[]>> = {
  PULL_REQUEST_COMMIT_COMMENT_THREAD: (pull, url) =>
    pull.commitComments.map((one) => ({
      __typename: 'PullRequestCommitCommentThread',
      id: `PRCCT_${one.id}`,
      comments: connection([textNode('CommitComment', one, url)]),
    })),
  HEAD_REF_FORCE_PUSHED_EVENT: ({ formerHeads }) =>
    formerHeads.map((oid) => ({
      __typename: 'HeadRefForcePushedEvent',
      // What nobody has any more is not named.
      beforeCommit: oid === null ? null : { __typename: 'Commit', oid },
    })),
}

function issueNode(issue: Issue, { name }: RepositoryState, { webUrl }: GraphqlContext): Node {
  const url = `${webUrl}/${name}/issues/${issue.number}`
  return {
    ...textNode('Issue', issue, url),
    title: issue.title,
    comments: connection(issue.comments.map((one) => textNode('IssueComment', one, url))),
  }
}

function discussionNode(
  one: Discussion,
  { name }: RepositoryState,
  { webUrl }: GraphqlContext,
): Node {
  const url = `${webUrl}/${name}/discussions/${one.number}`
  const comments = one.comments.map((comment) => ({
    ...textNode('DiscussionComment', comment, url),
    replies: connection(comment.replies.map((reply) => textNode('DiscussionComment', reply, url))),
  }))
  return { ...textNode('Discussion', one, url), title: one.title, comments: connection(comments) }
}

function threadNode(thread: Thread, url: string): Node {
  return {
    __typename: 'PullRequestReviewThread',
    id: thread.nodeId,
    isResolved: thread.isResolved,
    path: thread.path,
    line: thread.line ?? null,
    comments: connection(
      thread.comments.map((one) => textNode('PullRequestReviewComment', one, url)),
    ),
  }
}

function textNode(type: string, text: Text, url: string): Node {
  // The newest first, the present one included.
  const edits = text.versions.toReversed().map(({ body, user, time }) => ({
    __typename: 'UserContentEdit',
    diff: body,
    deletedAt: body === null ? time : null,
    editedAt: time,
    editor: { __typename: 'User', login: user },
  }))
  return {
    __typename: type,
    interfaces: ['Comment', 'Node'],
    id: text.nodeId,
    databaseId: text.id,
    body: text.body,
    url: url + text.anchor,
    createdAt: text.createdAt,
    updatedAt: text.updatedAt,
    author: { __typename: text.isBot ? 'Bot' : 'User', login: text.user },
    authorAssociation: text.association,
    userContentEdits: connection(edits),
  }
}

function findNode(id: string, context: GraphqlContext): Node {
  for (const repository of context.repositories) {
    const inPulls = repository.pulls.flatMap((pull) => {
      const url = `${context.webUrl}/${repository.name}/pull/${pull.number}`
      return [
        pullNode(pull, repository, context),
        ...pull.comments.map((one) => textNode('IssueComment', one, url)),
        ...pull.reviews.map((one) => textNode('PullRequestReview', one, url)),
        ...pull.threads.map((thread) => threadNode(thread, url)),
        ...pull.threads.flatMap(({ comments }) =>
          comments.map((one) => textNode('PullRequestReviewComment', one, url)),
        ),
        ...pull.commitComments.map((one) => textNode('CommitComment', one, url)),
      ]
    })
    const inIssues = repository.issues.flatMap((issue) => [
      issueNode(issue, repository, context),
      ...issue.comments.map((one) =>
        textNode(
          'IssueComment',
          one,
          `${context.webUrl}/${repository.name}/issues/${issue.number}`,
        ),
      ),
    ])
    const inDiscussions = repository.discussions.flatMap((one) => {
      const url = `${context.webUrl}/${repository.name}/discussions/${one.number}`
      return [
        discussionNode(one, repository, context),
        ...one.comments.flatMap((comment) => [
          {
            ...textNode('DiscussionComment', comment, url),
            replies: connection(
              comment.replies.map((reply) => textNode('DiscussionComment', reply, url)),
            ),
          },
          ...comment.replies.map((reply) => textNode('DiscussionComment', reply, url)),
        ]),
      ]
    })
    const found = [...inPulls, ...inIssues, ...inDiscussions].find((node) => node['id'] === id)
    if (found !== undefined) return found
  }
  throw new Refused('NOT_FOUND', `Could not resolve to a node with the global id of '${id}'.`)
}

function mutationRoot({ repositories, token, clock }: GraphqlContext): Node {
  const pulls = repositories.flatMap((repository) => repository.pulls)
  const grant = (permission: string) => {
    if (!token.permissions?.includes(permission))
      throw new Refused('FORBIDDEN', 'Resource not accessible by integration')
  }
  const lists = () => [
    ...pulls.map(({ comments }) => comments),
    ...pulls.flatMap(({ threads }) => threads.map(({ comments }) => comments)),
  ]
  const find = (id: unknown, prefix: string): { list: Text[]; text: Text } => {
    for (const list of lists()) {
      const text = list.find(({ nodeId }) => nodeId === id)
      if (text?.nodeId.startsWith(prefix)) return { list, text }
    }
    throw new Refused(
      'NOT_FOUND',
      `Could not resolve to a node with the global id of '${String(id)}'.`,
    )
  }
  const update =
    (prefix: string, key: string) =>
    ({ input }: Record<string, unknown>) => {
      grant('pull_requests=write')
      const { [key]: id, body, ...rest } = input as Record<string, unknown>
      if (typeof body !== 'string' || Object.keys(rest).length > 0)
        throw new Error('input is not as it is documented')
      const { text } = find(id, prefix)
      if (text.versions.length === 0)
        text.versions.push({ body: text.body, user: text.user, time: text.createdAt })
      const time = clock()
      text.versions.push({ body, user: token.login, time })
      text.body = body
      text.updatedAt = time
      return payload
    }
  const remove =
    (prefix: string) =>
    ({ input }: Record<string, unknown>) => {
      grant('pull_requests=write')
      const { list, text } = find((input as Record<string, unknown>)['id'], prefix)
      list.splice(list.indexOf(text), 1)
      for (const pull of pulls) {
        const at = pull.threads.findIndex(({ comments }) => comments.length === 0)
        if (at >= 0) pull.threads.splice(at, 1)
      }
      return payload
    }
  const settle =
    (isResolved: boolean) =>
    ({ input }: Record<string, unknown>) => {
      // What people report of workflow tokens; GitHub does not document it.
      grant('contents=write')
      const thread = pulls
        .flatMap(({ threads }) => threads)
        .find(({ nodeId }) => nodeId === (input as Record<string, unknown>)['threadId'])
      if (thread === undefined) throw new Refused('NOT_FOUND', 'Could not resolve to a node.')
      thread.isResolved = isResolved
      return payload
    }
  return {
    __typename: 'Mutation',
    updateIssueComment: update('IC_', 'id'),
    updatePullRequestReviewComment: update('PRRC_', 'pullRequestReviewCommentId'),
    deleteIssueComment: remove('IC_'),
    deletePullRequestReviewComment: remove('PRRC_'),
    resolveReviewThread: settle(true),
    unresolveReviewThread: settle(false),
  }
}

const payload: Node = { __typename: 'Payload', clientMutationId: null }
