import { StanchError } from '../text/error.ts'
import type { Github } from './github.ts'
import { objectOf, objectsOf, type Json } from './json-of.ts'
import { queriedOf } from './refusal.ts'

export interface ThreadConnection {
  /** `OWNER/REPO`. */
  readonly repository: string
  readonly number: number
  /** What the number is of; a pull request when left out. */
  readonly of?: 'pullRequest' | 'discussion'
  /** Member of it: `reviewThreads`. */
  readonly connection: string
  /** Further arguments of it. */
  readonly filter?: string
  readonly pageSize?: number
  /** Of each node. */
  readonly fields: string
  /** For people. */
  readonly label: string
}

/**
 * All nodes of a connection of a pull request or a discussion, over all pages.
 *
 * @throws StanchError as `queriedOf`; `GITHUB_FAILED` when the pages cannot be followed to the end
 */
export async function* walkConnection(
  github: Github,
  walk: ThreadConnection,
): AsyncGenerator<{ readonly node: Json; readonly viewer: string }> {
  const { repository, number, connection, filter, pageSize = 100, fields, label } = walk
  const { of = 'pullRequest' } = walk
  const [owner = '', name = ''] = repository.split('/')
  const given = `first: ${pageSize}, after: $after${filter === undefined ? '' : `, ${filter}`}`
  const query = `query($owner: String!, $name: String!, $number: Int!, $after: String) { viewer { login } repository(owner: $owner, name: $name) { ${of}(number: $number) { ${connection}(${given}) { ${pageFields} nodes { ${fields} } } } } }`
  let viewer = ''
  const ask = async (after: unknown): Promise<unknown> => {
    const answer = await github.graphql(query, { owner, name, number, after })
    const data = objectOf(queriedOf(answer, label, 'pull_requests=read'))
    viewer = String(objectOf(data['viewer'])['login'])
    return objectOf(objectOf(data['repository'])[of])[connection]
  }
  for await (const node of follow(await ask(null), ask, label)) yield { node, viewer }
}

export interface NodeConnection {
  /** Of the node. */
  readonly id: unknown
  /** Type or interface of it: `PullRequestReviewThread`. */
  readonly type: string
  readonly connection: string
  readonly pageSize: number
  readonly fields: string
  readonly label: string
}

/** What is asked of a node's connection together with the node, so that {@link walkNested} goes on from there. */
export function firstPage({
  connection,
  pageSize,
  fields,
}: Pick<NodeConnection, 'connection' | 'pageSize' | 'fields'>): string {
  return `${connection}(first: ${pageSize}) { ${pageFields} nodes { ${fields} } }`
}

/**
 * All nodes of a node's connection.
 *
 * @param node with {@link firstPage}
 * @throws as {@link walkConnection}
 */
export function walkNested(github: Github, node: Json, walk: NodeConnection): AsyncGenerator<Json> {
  const { id, type, connection, pageSize, fields, label } = walk
  const query = `query($id: ID!, $after: String) { node(id: $id) { ... on ${type} { ${connection}(first: ${pageSize}, after: $after) { ${pageFields} nodes { ${fields} } } } } }`
  const ask = async (after: unknown): Promise<unknown> => {
    const data = objectOf(queriedOf(await github.graphql(query, { id, after }), label, 'pull_requests=read')) // prettier-ignore
    return objectOf(data['node'])[connection]
  }
  return follow(node[connection], ask, label)
}

const pageFields = 'pageInfo { hasNextPage endCursor }'

async function* follow(
  first: unknown,
  ask: (after: unknown) => Promise<unknown>,
  label: string,
): AsyncGenerator<Json> {
  const met = new Set<unknown>()
  for (let page = first; ;) {
    const { nodes, pageInfo } = objectOf(page)
    const { hasNextPage, endCursor } = objectOf(pageInfo)
    if (!Array.isArray(nodes)) throw unreadable(label)
    yield* objectsOf(nodes)
    if (hasNextPage !== true) return
    if (typeof endCursor !== 'string' || met.has(endCursor)) throw unreadable(label)
    met.add(endCursor)
    page = await ask(endCursor)
  }
}

function unreadable(label: string): StanchError {
  return new StanchError(
    'GITHUB_FAILED',
    `${label}: GitHub’s list of them cannot be read to its end.`,
  )
}
