import type { GithubEvent } from './github-event.ts'
import { loginOf } from '../json-of.ts'
import type { ReadContext, ResourceReader } from './read-context.ts'
import { isTime, textEvents } from '../text-events.ts'
import { formerFields } from '../read-former-texts.ts'
import { formerOf } from './former-versions.ts'
import { describeErrors, isAnswer, pageFields, restOf, walkConnection } from './walk-connection.ts'

const reviewFields = `url updatedAt author { login } ${formerFields}`

/** Titles, bodies, branch names and reviews of pull requests: one request for fifty of them. */
export const readPulls: ResourceReader = (context, position) =>
  walkConnection(
    context,
    {
      connection: 'pullRequests',
      itemsPerPage: 50,
      fields: `number title url headRefName author { login } ${formerFields} reviews(first: 50) { ${pageFields} nodes { ${reviewFields} } }`,
      label: `${context.repository}/pulls`,
      permission: 'Pull requests',
      textsOf: (pull, since) => textsOf(context, pull, since),
    },
    position,
  )

async function* textsOf(
  context: ReadContext,
  pull: Readonly<Record<string, unknown>>,
  since: string | undefined,
): AsyncGenerator<GithubEvent> {
  const { repository } = context
  const { number } = pull
  const path = `${repository}/pull/${String(number)}`
  const place = {
    path,
    repository,
    number,
    url: pull['url'],
    user: loginOf(pull['author']),
    association: pull['authorAssociation'],
    time: pull['updatedAt'],
  }
  yield* textEvents(pull['title'], { ...place, part: 'title' })
  yield* textEvents(pull['body'], { ...place, part: 'body' })
  yield* formerOf(context, pull, { path, repository, part: 'body' }, since)
  yield* textEvents(pull['headRefName'], { ...place, part: 'branch' })
  const list = { id: pull['id'], type: 'PullRequest', list: 'reviews', fields: reviewFields }
  for await (const review of restOf(context, list, pull['reviews'])) {
    if (isAnswer(review)) {
      const reason = describeErrors(review, 'Pull requests')
      yield { kind: 'problem', path: `${path}/reviews`, reason }
      return
    }
    const time = review['updatedAt']
    if (since !== undefined && isTime(time) && time < since) continue
    const { url } = review
    yield* textEvents(review['body'], {
      ...place,
      part: 'review',
      url,
      user: loginOf(review['author']),
      association: review['authorAssociation'],
      time,
    })
    yield* formerOf(context, review, { path, repository, part: 'review' }, since)
  }
}
