import type { Github } from './github.ts'
import { guardedEvents } from './guarded-events.ts'
import { loginOf, objectOf, objectsOf, type Json } from './json-of.ts'
import { readDiscussion, type DiscussionSubject } from './read-discussion.ts'
import { formerFields, readFormerTexts } from './read-former-texts.ts'
import { dataOf, queriedOf } from './refusal.ts'
import { repositoryPath } from './repository-path.ts'
import type { TextEvent } from './text-event.ts'
import { textEvents, type TextPlace } from './text-events.ts'

/** Which text an event is about; numbers are GitHub's own. */
export type EventSubject =
  | { readonly kind: 'issue'; readonly number: number }
  | {
      readonly kind: 'issue-comment'
      readonly of: 'issue' | 'pull'
      readonly number: number
      readonly id: number
    }
  | { readonly kind: 'review' | 'review-comment'; readonly number: number; readonly id: number }
  | { readonly kind: 'release'; readonly id: number }
  | DiscussionSubject

/**
 * The text as it is now, and its former versions. One that is gone is skipped.
 *
 * @param repository `OWNER/REPO`
 * @throws as `readPullTexts`
 */
export async function* readEventTexts(
  github: Github,
  repository: string,
  subject: EventSubject,
): AsyncGenerator<TextEvent> {
  const place = placeOf(repository, subject)
  const path = place.path
  if (subject.kind === 'discussion' || subject.kind === 'discussion-comment') {
    if (!github.isAuthenticated)
      yield { kind: 'skipped', path, reason: 'is told only to who has a token' }
    else yield* guardedEvents(readDiscussion(github, subject, place), path)
    return
  }
  let data: Json | undefined
  const texts = async function* () {
    data = yield* readRest(github, subject, place)
  }
  yield* guardedEvents(texts(), path)
  if (data === undefined || subject.kind === 'release') return
  yield* guardedEvents(readFormer(github, data, place), `${path}/former-versions`, 'skipped')
}

function placeOf(repository: string, subject: EventSubject): TextPlace {
  if (subject.kind === 'release')
    return { path: `${repository}/releases`, repository, part: 'body' }
  const { kind, number } = subject
  const place = (collection: string, part: TextPlace['part']) => ({
    path: `${repository}/${collection}/${number}`,
    repository,
    number,
    part,
  })
  switch (kind) {
    case 'issue': return place('issues', 'body')
    case 'issue-comment': return place(subject.of === 'pull' ? 'pull' : 'issues', 'comment')
    case 'review': return place('pull', 'review')
    case 'review-comment': return place('pull', 'review-comment')
    case 'discussion': return place('discussions', 'body')
    case 'discussion-comment': return place('discussions', 'comment')
  } // prettier-ignore
}

type RestSubject = Exclude<EventSubject, DiscussionSubject>

function restPathOf(subject: RestSubject): string {
  switch (subject.kind) {
    case 'issue':
      return `/issues/${subject.number}`
    case 'issue-comment':
      return `/issues/comments/${subject.id}`
    case 'review':
      return `/pulls/${subject.number}/reviews/${subject.id}`
    case 'review-comment':
      return `/pulls/comments/${subject.id}`
    case 'release':
      return `/releases/${subject.id}`
  }
}

const needs: Readonly<Record<RestSubject['kind'], string>> = {
  issue: 'issues=read',
  'issue-comment': 'issues=read',
  review: 'pull_requests=read',
  'review-comment': 'pull_requests=read',
  release: 'contents=read',
}

/** @returns what was answered; `undefined`: it is gone */
async function* readRest(
  github: Github,
  subject: RestSubject,
  place: TextPlace,
): AsyncGenerator<TextEvent, Json | undefined> {
  const answer = await github.get(repositoryPath(place.repository) + restPathOf(subject))
  if (answer.status === 404 || answer.status === 410) {
    yield { kind: 'skipped', path: place.path, reason: 'is there no more' }
    return undefined
  }
  const data = objectOf(dataOf(answer, place.path, needs[subject.kind]))
  const times = ['updated_at', 'submitted_at', 'published_at', 'created_at']
  const time = times.map((name) => data[name]).find((value) => typeof value === 'string')
  const user = loginOf(data['user']) ?? loginOf(data['author'])
  const association = data['author_association']
  const told = { ...place, url: data['html_url'], user, association, time }
  if (subject.kind === 'release') {
    yield* textEvents(data['name'], { ...told, part: 'title' })
    yield* textEvents(data['tag_name'], { ...told, part: 'tag' })
  }
  yield* textEvents(data['title'], { ...told, part: 'title' })
  yield* textEvents(data['body'], told)
  for (const { name } of objectsOf(data['labels']))
    yield* textEvents(name, { ...told, part: 'label' })
  return data
}

async function* readFormer(
  github: Github,
  data: Json,
  place: TextPlace,
): AsyncGenerator<TextEvent> {
  if (!github.isAuthenticated) {
    const path = `${place.path}/former-versions`
    yield { kind: 'skipped', path, reason: 'is told only to who has a token' }
    return
  }
  const query = `query($id: ID!) { node(id: $id) { ... on Comment { ${formerFields} } } }`
  const answer = await github.graphql(query, { id: data['node_id'] })
  const node = objectOf(objectOf(queriedOf(answer, place.path, 'issues=read'))['node'])
  yield* readFormerTexts(github, { ...node, url: data['html_url'] }, place)
}
