import type { Github } from './github.ts'
import { loginOf, objectOf, type Json } from './json-of.ts'
import { editedFields, readFormerTexts } from './read-former-texts.ts'
import { queriedOf } from './refusal.ts'
import type { TextEvent } from './text-event.ts'
import { textEvents, type TextPlace } from './text-events.ts'
import { firstPage, walkConnection, walkNested } from './walk-connection.ts'

export type DiscussionSubject =
  | { readonly kind: 'discussion'; readonly number: number }
  | { readonly kind: 'discussion-comment'; readonly number: number; readonly id: number }

const fields = `updatedAt ${editedFields}`

/**
 * The text of a discussion, or of one comment or answer in it, and its former versions.
 *
 * @throws StanchError as `queriedOf`
 */
export async function* readDiscussion(
  github: Github,
  subject: DiscussionSubject,
  place: TextPlace,
): AsyncGenerator<TextEvent> {
  const node =
    subject.kind === 'discussion'
      ? await askDiscussion(github, subject.number, place)
      : await findComment(github, subject, place)
  if (node === undefined) {
    yield { kind: 'skipped', path: place.path, reason: 'is there no more' }
    return
  }
  const told = {
    ...place,
    url: node['url'],
    user: loginOf(node['author']),
    association: node['authorAssociation'],
    time: node['updatedAt'],
  }
  yield* textEvents(node['title'], { ...told, part: 'title' })
  yield* textEvents(node['body'], told)
  yield* readFormerTexts(github, node, place)
}

async function askDiscussion(
  github: Github,
  number: number,
  { repository, path }: TextPlace,
): Promise<Json | undefined> {
  const [owner, name] = repository.split('/')
  const query = `query($owner: String!, $name: String!, $number: Int!) { repository(owner: $owner, name: $name) { discussion(number: $number) { title ${fields} } } }`
  const answer = await github.graphql(query, { owner, name, number })
  if (answer.errors[0]?.type === 'NOT_FOUND') return undefined
  const data = objectOf(queriedOf(answer, path, 'discussions=read'))
  return objectOf(objectOf(data['repository'])['discussion'])
}

/** By its address: the number of a comment is no id of GraphQL. */
async function findComment(
  github: Github,
  { number, id }: { readonly number: number; readonly id: number },
  { repository, path: label }: TextPlace,
): Promise<Json | undefined> {
  const isIt = ({ url }: Json) =>
    typeof url === 'string' && url.endsWith(`#discussioncomment-${id}`)
  const replies = { type: 'DiscussionComment', connection: 'replies', pageSize: 25, fields, label }
  const comments = walkConnection(github, {
    repository,
    number,
    of: 'discussion',
    connection: 'comments',
    pageSize: 25,
    fields: `${fields} ${firstPage(replies)}`,
    label,
  })
  for await (const { node } of comments) {
    if (isIt(node)) return node
    for await (const reply of walkNested(github, node, { ...replies, id: node['id'] }))
      if (isIt(reply)) return reply
  }
  return undefined
}
