import { describeRefusal, type ReadPermission } from './describe-refusal.ts'
import type { GithubEvent, Position } from './github-event.ts'
import type { GraphqlAnswer } from '../github.ts'
import { isSettled } from './is-settled.ts'
import { objectOf, objectsOf } from '../json-of.ts'
import type { ReadContext } from './read-context.ts'
import { isTime } from '../text-events.ts'

type Item = Readonly<Record<string, unknown>>

export interface ConnectionWalk {
  /** Member of `repository`: `pullRequests`. */
  readonly connection: string
  readonly itemsPerPage: number
  /** What is asked of each item, without `updatedAt`. */
  readonly fields: string
  readonly label: string
  readonly permission: ReadPermission
  /** @param since what was last changed before was told already */
  readonly textsOf: (item: Item, since: string | undefined) => AsyncIterable<GithubEvent>
}

/**
 * Reads a connection of a repository. The whole of it by the order in which its items were made, which nothing changes
 * while it is read; what is new by the order of changes, newest first, until what was told before.
 */
export async function* walkConnection(
  context: ReadContext,
  walk: ConnectionWalk,
  before: Position,
): AsyncGenerator<GithubEvent> {
  const since = before.latest ?? context.since
  const mode = before.mode ?? (since === undefined ? 'all' : 'new')
  let { after, reached = since } = before
  const seen = new Set(before.seen)
  let last: string[] = []
  let isWhole = true
  for (;;) {
    const answer = await context.github.graphql(queryOf(walk, mode), {
      ...ownerAndName(context.repository),
      after: after ?? null,
    })
    const connection = objectOf(objectOf(objectOf(answer.data)['repository'])[walk.connection])
    if (connection['pageInfo'] === undefined || answer.errors.length > 0) {
      const reason = describeErrors(answer, walk.permission)
      yield { kind: 'problem', path: walk.label, reason }
      return
    }
    let isOver = false
    for (const item of objectsOf(connection['nodes'])) {
      const time = item['updatedAt']
      if (isTime(time)) {
        if (mode === 'new' && since !== undefined && time < since) {
          isOver = true
          break
        }
        if (reached === undefined || time > reached) [reached, last] = [time, []]
        const key = `${String(item['number'])}@${time}`
        if (time === reached && isSettled(time)) last.push(key)
        if (seen.has(key)) continue
      }
      for await (const event of walk.textsOf(item, since)) {
        if (event.kind === 'problem') isWhole = false
        yield event
      }
    }
    const { hasNextPage, endCursor } = objectOf(connection['pageInfo'])
    if (isOver || hasNextPage !== true) {
      // What could not be read is to be read next time.
      if (!isWhole) return
      const latest = reached === undefined ? {} : { latest: reached }
      const kept = reached === since ? [...new Set([...seen, ...last])] : last
      yield { kind: 'position', position: { ...latest, seen: kept, isFinished: true } }
      return
    }
    after = String(endCursor)
    if (!isWhole) continue
    yield {
      kind: 'position',
      position: {
        mode,
        after,
        ...(reached !== undefined && { reached }),
        ...(before.latest !== undefined && { latest: before.latest, seen: before.seen ?? [] }),
      },
    }
  }
}

/** Further pages of a list within an item: of comments, reviews, replies. */
export async function* restOf(
  { github }: ReadContext,
  { id, type, list, fields }: { id: unknown; type: string; list: string; fields: string },
  first: unknown,
): AsyncGenerator<Item | GraphqlAnswer> {
  let connection = objectOf(first)
  for (;;) {
    yield* objectsOf(connection['nodes'])
    const { hasNextPage, endCursor } = objectOf(connection['pageInfo'])
    if (hasNextPage !== true) return
    const query = `query($id: ID!, $after: String) { node(id: $id) { ... on ${type} { ${list}(first: 50, after: $after) { ${pageFields} nodes { ${fields} } } } } }`
    const answer = await github.graphql(query, { id, after: endCursor })
    connection = objectOf(objectOf(objectOf(answer.data)['node'])[list])
    if (connection['pageInfo'] === undefined) {
      yield answer
      return
    }
  }
}

export const pageFields = 'pageInfo { hasNextPage endCursor }'

export function isAnswer(item: Item | GraphqlAnswer): item is GraphqlAnswer {
  return Array.isArray(item['errors'])
}

export function describeErrors({ errors }: GraphqlAnswer, permission: ReadPermission): string {
  const [first] = errors
  if (first === undefined) return describeRefusal({ status: 404, message: undefined }, permission)
  const status = first.type === 'NOT_FOUND' ? 404 : first.type === 'FORBIDDEN' ? 403 : 200
  return status === 200
    ? `GitHub could not answer all of it: ${first.message.slice(0, 200)}`
    : describeRefusal({ status, message: first.message }, permission)
}

function queryOf({ connection, itemsPerPage, fields }: ConnectionWalk, mode: 'all' | 'new') {
  const order =
    mode === 'all'
      ? '{ field: CREATED_AT, direction: ASC }'
      : '{ field: UPDATED_AT, direction: DESC }'
  return `query($owner: String!, $name: String!, $after: String) { repository(owner: $owner, name: $name) { ${connection}(first: ${itemsPerPage}, after: $after, orderBy: ${order}) { ${pageFields} nodes { updatedAt ${fields} } } } }`
}

function ownerAndName(repository: string): { owner: string; name: string } {
  const [owner = '', name = ''] = repository.split('/')
  return { owner, name }
}
