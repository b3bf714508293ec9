import type { GithubPart } from '../../engine/document.ts'
import type { GithubEvent } from './github-event.ts'
import { loginOf } from '../json-of.ts'
import type { ReadContext, ResourceReader } from './read-context.ts'
import { isTime, textEvents } from '../text-events.ts'
import { formerFields } from '../read-former-texts.ts'
import { formerOf } from './former-versions.ts'
import { describeErrors, isAnswer, pageFields, restOf, walkConnection } from './walk-connection.ts'

type Item = Readonly<Record<string, unknown>>

const said = `url updatedAt author { login } ${formerFields}`
const commentFields = `${said} replies(first: 10) { ${pageFields} nodes { ${said} } }`

/** Discussions with their comments and the replies to them: only GraphQL tells of them. */
export const readDiscussions: ResourceReader = (context, position) =>
  walkConnection(
    context,
    {
      connection: 'discussions',
      itemsPerPage: 20,
      fields: `number title ${said.replace('updatedAt ', '')} comments(first: 25) { ${pageFields} nodes { ${commentFields} } }`,
      label: `${context.repository}/discussions`,
      permission: 'Discussions',
      textsOf: (discussion, since) => new Discussion(context, discussion, since).texts(),
    },
    position,
  )

class Discussion {
  readonly #context: ReadContext
  readonly #item: Item
  readonly #since: string | undefined
  readonly #path: string

  constructor(context: ReadContext, item: Item, since: string | undefined) {
    this.#context = context
    this.#item = item
    this.#since = since
    this.#path = `${context.repository}/discussions/${String(item['number'])}`
  }

  async *texts(): AsyncGenerator<GithubEvent> {
    yield* this.#textOf(this.#item, 'title', this.#item['title'])
    yield* this.#textOf(this.#item, 'body')
    const comments = { type: 'Discussion', list: 'comments', fields: commentFields }
    for await (const comment of this.#rest(this.#item, comments)) {
      if ('kind' in comment) return yield comment as GithubEvent
      yield* this.#textOf(comment, 'comment')
      const replies = { type: 'DiscussionComment', list: 'replies', fields: said }
      for await (const reply of this.#rest(comment, replies)) {
        if ('kind' in reply) return yield reply as GithubEvent
        yield* this.#textOf(reply, 'answer')
      }
    }
  }

  async *#rest(
    item: Item,
    list: { type: string; list: string; fields: string },
  ): AsyncGenerator<Item> {
    for await (const one of restOf(this.#context, { id: item['id'], ...list }, item[list.list])) {
      if (!isAnswer(one)) {
        yield one
        continue
      }
      yield { kind: 'problem', path: this.#path, reason: describeErrors(one, 'Discussions') }
      return
    }
  }

  async *#textOf(
    item: Item,
    part: GithubPart,
    text: unknown = item['body'],
  ): AsyncGenerator<GithubEvent> {
    const { updatedAt: time, url } = item
    // A reply moves the time of its discussion, not that of what stands beside it.
    const isOld = this.#since !== undefined && isTime(time) && time < this.#since
    if (isOld) return
    const { repository } = this.#context
    yield* textEvents(text, {
      path: this.#path,
      repository,
      part,
      number: this.#item['number'],
      url,
      user: loginOf(item['author']),
      association: item['authorAssociation'],
      time,
    })
    const place = { path: this.#path, repository, part }
    if (part !== 'title') yield* formerOf(this.#context, item, place, this.#since)
  }
}
