import type { GithubPart } from '../engine/document.ts'
import type { Github } from './github.ts'
import { guardedEvents } from './guarded-events.ts'
import { loginOf, objectOf, type Json } from './json-of.ts'
import { editedFields, readFormerTexts } from './read-former-texts.ts'
import type { Pull } from './read-pull.ts'
import { queriedOf } from './refusal.ts'
import type { TextEvent } from './text-event.ts'
import { textEvents, type TextPlace } from './text-events.ts'
import { firstPage, walkConnection, walkNested } from './walk-connection.ts'

/** Readers of what only GraphQL tells, and that only to who has a token: former versions, comments on the commits. */
export function readPullHistory(github: Github, pull: Pull): readonly AsyncGenerator<TextEvent>[] {
  const path = `${pull.repository}/pull/${pull.number}`
  if (!github.isAuthenticated) return [withoutToken(path)]
  const former = [
    readFormerBody(github, pull),
    readFormerOf(github, pull, 'comments', 'comment'),
    readFormerOf(github, pull, 'reviews', 'review'),
    readFormerOfThreads(github, pull),
  ]
  return [
    guardedEvents(readCommitComments(github, pull), `${path}/commit-comments`),
    ...former.map((events) => guardedEvents(events, `${path}/former-versions`, 'skipped')),
  ]
}

async function* withoutToken(path: string): AsyncGenerator<TextEvent> {
  const reason = 'is told only to who has a token'
  yield { kind: 'skipped', path: `${path}/commit-comments`, reason }
  yield { kind: 'skipped', path: `${path}/former-versions`, reason }
}

async function* readCommitComments(github: Github, pull: Pull): AsyncGenerator<TextEvent> {
  const place = placeOf(pull, 'commit-comment')
  const label = `${place.path}/commit-comments`
  const type = 'PullRequestCommitCommentThread'
  const comments = { type, connection: 'comments', pageSize: 25, fields: `updatedAt ${editedFields}`, label } // prettier-ignore
  const threads = walkConnection(github, {
    ...pull,
    label,
    connection: 'timelineItems',
    filter: 'itemTypes: [PULL_REQUEST_COMMIT_COMMENT_THREAD]',
    pageSize: 25,
    fields: `... on ${type} { id ${firstPage(comments)} }`,
  })
  for await (const { node } of threads) {
    for await (const comment of walkNested(github, node, { ...comments, id: node['id'] })) {
      const { body, url, author, authorAssociation: association, updatedAt: time } = comment
      yield* textEvents(body, { ...place, url, user: loginOf(author), association, time })
      yield* readFormerTexts(github, comment, place)
    }
  }
}

async function* readFormerBody(github: Github, pull: Pull): AsyncGenerator<TextEvent> {
  const [owner, name] = pull.repository.split('/')
  const query = `query($owner: String!, $name: String!, $number: Int!) { repository(owner: $owner, name: $name) { pullRequest(number: $number) { ${editedFields} } } }`
  const answer = await github.graphql(query, { owner, name, number: pull.number })
  const place = placeOf(pull, 'body')
  const data = objectOf(queriedOf(answer, place.path, 'pull_requests=read'))
  const node = objectOf(objectOf(data['repository'])['pullRequest'])
  yield* readFormerTexts(github, node, place)
}

async function* readFormerOf(
  github: Github,
  pull: Pull,
  connection: string,
  part: GithubPart,
): AsyncGenerator<TextEvent> {
  const place = placeOf(pull, part)
  const walk = { ...pull, connection, fields: editedFields, label: place.path, pageSize: 50 }
  for await (const { node } of walkConnection(github, walk))
    yield* readFormerTexts(github, node, place)
}

async function* readFormerOfThreads(github: Github, pull: Pull): AsyncGenerator<TextEvent> {
  const place = placeOf(pull, 'review-comment')
  const label = place.path
  const comments = { type: 'PullRequestReviewThread', connection: 'comments', pageSize: 25, fields: editedFields, label } // prettier-ignore
  const fields = `id ${firstPage(comments)}`
  const walk = { ...pull, label, connection: 'reviewThreads', fields, pageSize: 25 }
  for await (const { node } of walkConnection(github, walk)) {
    const inThread: AsyncGenerator<Json> = walkNested(github, node, { ...comments, id: node['id'] })
    for await (const comment of inThread) yield* readFormerTexts(github, comment, place)
  }
}

function placeOf({ repository, number }: Pull, part: GithubPart): TextPlace {
  return { path: `${repository}/pull/${number}`, repository, number, part }
}
