import type { EstateWorld, Json } from './estate-world.ts'

/** Answers what the readers ask: connections of a repository, and further pages of a list in one of their items. */
export function answerGraphql(world: EstateWorld, request: Json): Json {
  const query = String(request['query'])
  const variables = request['variables'] as Json
  if (/nodes\(ids/.test(query)) return { data: { nodes: formerNodes(world, variables) } }
  if (/node\(id: \$id\)/.test(query)) return answerNode(world, query, variables)
  const [, connection, first, field, direction] =
    /(pullRequests|discussions)\(first: (\d+), after: \$after, orderBy: \{ field: (\w+), direction: (\w+) \}/.exec(
      query,
    )!
  const repository = world.repositories.get(
    `${String(variables['owner'])}/${String(variables['name'])}`,
  )
  if (!repository) {
    const message = 'Could not resolve to a Repository'
    return { data: { repository: null }, errors: [{ type: 'NOT_FOUND', message }] }
  }
  const items = connection === 'pullRequests' ? repository.pulls : repository.discussions
  const key = field === 'CREATED_AT' ? 'createdAt' : 'updatedAt'
  const sorted = items.toSorted((left, right) => (String(left[key]) < String(right[key]) ? -1 : 1))
  if (direction === 'DESC') sorted.reverse()
  const sizes = Object.fromEntries(
    Array.from(query.matchAll(/(reviews|comments|replies)\(first: (\d+)\)/g), ([, list, size]) => [
      list!,
      Number(size),
    ]),
  )
  const page = connectionOf(sorted, variables['after'], Number(first), sizes)
  return { data: { repository: { [connection!]: page } } }
}

/** Issues and comments of the REST interface, with what they said before as `former`. */
function formerNodes(world: EstateWorld, { ids }: Json): Json[] {
  const items = [...world.repositories.values()].flatMap(({ issues, comments, reviewComments }) => [
    ...issues,
    ...comments,
    ...reviewComments,
  ])
  return items
    .filter(({ node_id: id }) => (ids as unknown[]).includes(id))
    .map((item) => ({
      id: item['node_id'],
      body: item['body'],
      authorAssociation: item['author_association'],
      userContentEdits: {
        pageInfo: { hasNextPage: false, endCursor: null },
        nodes: ((item['former'] ?? []) as Json[]).map((edit) => ({ ...edit })),
      },
    }))
}

const noEdits = { pageInfo: { hasNextPage: false, endCursor: null }, nodes: [] }

function answerNode(world: EstateWorld, query: string, variables: Json): Json {
  const [, list, first] = /\{ (reviews|comments|replies)\(first: (\d+), after: \$after\)/.exec(
    query,
  )!
  const everything = [...world.repositories.values()].flatMap(({ pulls, discussions }) => [
    ...pulls,
    ...discussions,
    ...discussions.flatMap((one) => one['comments'] as Json[]),
  ])
  const item = everything.find(({ id }) => id === variables['id'])
  if (!item) return { data: { node: null }, errors: [{ type: 'NOT_FOUND', message: 'no node' }] }
  const page = connectionOf(item[list!] as Json[], variables['after'], Number(first), {
    replies: 10,
  })
  return { data: { node: { [list!]: page } } }
}

function connectionOf(
  items: readonly Json[],
  after: unknown,
  size: number,
  sizes: Readonly<Record<string, number>>,
): Json {
  const from = after ? Number(after) : 0
  const nodes = items.slice(from, from + size).map((item) =>
    Object.fromEntries(
      Object.entries({ userContentEdits: noEdits, ...item }).map(([name, value]) => {
        const inner = sizes[name]
        return [name, inner ? connectionOf(value as Json[], undefined, inner, sizes) : value]
      }),
    ),
  )
  return {
    pageInfo: { hasNextPage: from + size < items.length, endCursor: String(from + size) },
    nodes,
  }
}
