import type { Github } from './github.ts'
import { objectOf, objectsOf, type Json } from './json-of.ts'
import { markerIn, type OwnComment } from './own-comment.ts'
import { walkConnection } from './walk-connection.ts'

/**
 * Comments on a pull request that begin with our marker and are by who asks; the oldest first, those of the same second by id, so
 * that every run sees the same order.
 *
 * @throws StanchError as `queriedOf`
 */
export async function listOwnComments(
  github: Github,
  repository: string,
  number: number,
): Promise<readonly OwnComment[]> {
  const own: OwnComment[] = []
  const pull = { repository, number, label: `comments on ${repository}/pull/${number}` }
  const threads = { ...pull, connection: 'reviewThreads', fields: threadFields }
  for await (const { node, viewer } of walkConnection(github, threads)) {
    const [first] = objectsOf(objectOf(node['comments'])['nodes'])
    const thread = { id: String(node['id']), isResolved: node['isResolved'] === true }
    own.push(...ownOf(first, viewer, 'review-comment', thread))
  }
  const comments = { ...pull, connection: 'comments', fields: commentFields }
  for await (const { node, viewer } of walkConnection(github, comments))
    own.push(...ownOf(node, viewer, 'comment', undefined))
  return own.toSorted((a, b) => compare(a.time, b.time) || compare(a.id, b.id))
}

const commentFields = 'id url body createdAt author { __typename login }'

const threadFields = `id isResolved comments(first: 1) { nodes { ${commentFields} } }`

function ownOf(
  comment: Json | undefined,
  viewer: string,
  kind: OwnComment['kind'],
  thread: OwnComment['thread'],
): OwnComment[] {
  const { id, url, body, createdAt, author } = comment ?? {}
  const isText = [id, url, body, createdAt].every((value) => typeof value === 'string')
  if (!isText || !isBy(objectOf(author), viewer)) return []
  if (markerIn(body as string) === undefined) return []
  return [{ id, kind, url, body, time: createdAt, thread } as OwnComment]
}

/** An App's login ends with `[bot]` where it asks, and not where it wrote; people may be called like it. */
function isBy({ __typename: type, login }: Json, viewer: string): boolean {
  const isBot = viewer.endsWith('[bot]')
  if (!isBot) return type !== 'Bot' && login === viewer
  return type === 'Bot' && (login === viewer || login === viewer.slice(0, -'[bot]'.length))
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
