import type { EstateRepository, EstateWorld, Json } from './estate-world.ts'
import { answerQuery, connection, Refused, type Node, type QueryOutcome } from './graphql-query.ts'

/** Answers what the readers ask: connections of a repository, nodes, and further pages of a list in one of them. */
export function answerGraphql(world: EstateWorld, { query, variables }: Json): Promise<QueryOutcome> {
  return answerQuery(String(query), variables as Json, () => rootOf(world))
} // prettier-ignore

function rootOf(world: EstateWorld): Node {
  const repositories = [...world.repositories.values()]
  const find = (id: unknown) =>
    repositories.flatMap((one) => nodesOf(one)).find((node) => node['id'] === id)
  return {
    __typename: 'Query',
    repository: ({ owner, name }: Json) => {
      const repository = world.repositories.get(`${String(owner)}/${String(name)}`)
      if (!repository) throw new Refused('NOT_FOUND', 'Could not resolve to a Repository')
      return {
        __typename: 'Repository',
        pullRequests: ordered(repository.pulls, (pull) => pullNode(repository, pull)),
        discussions: ordered(repository.discussions, (one) => discussionNode(repository, one)),
      }
    },
    node: ({ id }: Json) => {
      const node = find(id)
      if (!node) throw new Refused('NOT_FOUND', 'no node')
      return node
    },
    nodes: ({ ids }: Json) => (ids as unknown[]).map((id) => find(id) ?? null),
  }
}

function nodesOf(repository: EstateRepository): Node[] {
  const { issues, comments, reviewComments, pulls, discussions } = repository
  const ofRest = (type: string, items: readonly Json[]) =>
    items.map((item) => textNode(repository, type, { ...item, id: item['node_id'], authorAssociation: item['author_association'] })) // prettier-ignore
  return [
    ...ofRest('Issue', issues),
    ...ofRest('IssueComment', comments),
    ...ofRest('PullRequestReviewComment', reviewComments),
    ...pulls.map((pull) => pullNode(repository, pull)),
    ...discussions.flatMap((one) => [
      discussionNode(repository, one),
      ...(one['comments'] as Json[]).map((comment) => commentNode(repository, comment)),
    ]),
  ]
}

function ordered(items: readonly Json[], make: (item: Json) => Node) {
  return ({ orderBy, ...page }: Json) => {
    const { field, direction } = orderBy as Json
    const key = field === 'CREATED_AT' ? 'createdAt' : 'updatedAt'
    const sorted = items.toSorted((left, right) => (String(left[key]) < String(right[key]) ? -1 : 1)) // prettier-ignore
    if (direction === 'DESC') sorted.reverse()
    return connection(sorted.map(make))(page)
  }
}

function pullNode(repository: EstateRepository, pull: Json): Node {
  const reviews = (pull['reviews'] as Json[]).map((review) => textNode(repository, 'PullRequestReview', review)) // prettier-ignore
  return { ...textNode(repository, 'PullRequest', pull), reviews: connection(reviews) }
}

function discussionNode(repository: EstateRepository, discussion: Json): Node {
  const comments = (discussion['comments'] as Json[]).map((one) => commentNode(repository, one))
  return { ...textNode(repository, 'Discussion', discussion), comments: connection(comments) }
}

function commentNode(repository: EstateRepository, comment: Json): Node {
  const replies = (comment['replies'] as Json[]).map((reply) => textNode(repository, 'DiscussionComment', reply)) // prettier-ignore
  return { ...textNode(repository, 'DiscussionComment', comment), replies: connection(replies) }
}

function textNode({ former }: EstateRepository, type: string, item: Json): Node {
  const edits = (former.get(String(item['id'])) ?? []).map((edit): Node => ({
    ...edit,
    __typename: 'UserContentEdit',
  }))
  return {
    ...item,
    __typename: type,
    interfaces: ['Comment', 'Node'],
    userContentEdits: connection(edits),
  }
}
