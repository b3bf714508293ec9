import type { Github } from './github.ts'
import { loginOf, type Json } from './json-of.ts'
import type { TextEvent } from './text-event.ts'
import { textEvents, type TextPlace } from './text-events.ts'
import { firstPage, walkNested } from './walk-connection.ts'

const edits = {
  type: 'Comment',
  connection: 'userContentEdits',
  pageSize: 10,
  fields: 'diff editedAt editor { login }',
}

/** What is asked of a `Comment` whose former versions are wanted. */
export const formerFields = `id body authorAssociation ${firstPage(edits)}`

/** As {@link formerFields}, of whatever has an address of its own. */
export const editedFields = `url author { login } ${formerFields}`

/**
 * Former versions of a text that was edited: what GitHub calls `diff` is the whole text as it was then. One that somebody
 * deleted can be read by nobody, and has none.
 *
 * @param node with {@link formerFields}
 * @throws StanchError as `queriedOf`
 */
export async function* readFormerTexts(
  github: Github,
  node: Json,
  place: TextPlace,
): AsyncGenerator<TextEvent> {
  const { id, url, body, authorAssociation: association = place.association } = node
  const told = new Set<unknown>([body])
  for await (const { diff, editedAt: time, editor } of walkNested(github, node, { ...edits, id, label: place.path })) {
    if (told.has(diff)) continue
    told.add(diff)
    yield* textEvents(diff, { ...place, url, user: loginOf(editor), association, time, isFormer: true })
  } // prettier-ignore
}
