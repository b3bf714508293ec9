import { objectOf, objectsOf, type Json } from '../json-of.ts'
import { formerFields, readFormerTexts } from '../read-former-texts.ts'
import type { TextPlace } from '../text-events.ts'
import type { GithubEvent } from './github-event.ts'
import type { ReadContext } from './read-context.ts'

/**
 * Former versions of the texts of a page that were edited: everybody who may read the text can open them. One request for
 * all of them; what it does not bring is skipped, since the texts themselves were read.
 *
 * @param items of a list of the REST interface
 * @param since versions that were written before were read when they were the current ones
 */
export async function* formerVersions(
  { github }: ReadContext,
  items: readonly { readonly item: Json; readonly place: TextPlace }[],
  label: string,
  since: string | undefined,
): AsyncGenerator<GithubEvent> {
  const edited = items.filter(
    ({ item }) => typeof item['node_id'] === 'string' && item['updated_at'] !== item['created_at'],
  )
  if (edited.length === 0 || !github.isAuthenticated) return
  const query = `query($ids: [ID!]!) { nodes(ids: $ids) { ... on Comment { ${formerFields} } } }`
  const ids = edited.map(({ item }) => item['node_id'])
  const { data, errors } = await github.graphql(query, { ids })
  const nodes = new Map(objectsOf(objectOf(data)['nodes']).map((node) => [node['id'], node]))
  for (const { item, place } of edited) {
    const node = nodes.get(item['node_id'])
    if (node === undefined) {
      const why = errors[0] === undefined ? '' : `: ${errors[0].message.slice(0, 200)}`
      const reason = `GitHub tells no former versions of some texts${why}`
      yield { kind: 'skipped', path: label, reason }
      continue
    }
    yield* formerOf({ github }, { ...node, url: item['html_url'] }, place, since)
  }
}

/** @param node with `url` and `formerFields` */
export async function* formerOf(
  { github }: Pick<ReadContext, 'github'>,
  node: Json,
  place: TextPlace,
  since: string | undefined,
): AsyncGenerator<GithubEvent> {
  for await (const event of readFormerTexts(github, node, place)) {
    const time = event.kind === 'text' ? event.origin.time : undefined
    if (since === undefined || time === undefined || time >= since) yield event
  }
}
