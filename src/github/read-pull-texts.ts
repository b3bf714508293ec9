import type { GithubPart } from '../engine/document.ts'
import type { Github } from './github.ts'
import { guardedEvents, inOrder } from './guarded-events.ts'
import { loginOf, type Json } from './json-of.ts'
import { readPull, type Pull } from './read-pull.ts'
import { readPullHistory } from './read-pull-history.ts'
import { repositoryPath } from './repository-path.ts'
import type { TextEvent } from './text-event.ts'
import { textEvents } from './text-events.ts'
import { walkPages } from './walk-pages.ts'

/**
 * All that is written at a pull request: title, body, branches, labels, comments, reviews, comments on lines and on its
 * commits, all pages; and former versions of what was edited, which whoever may read it can open. What cannot be read
 * whole is a problem.
 *
 * @throws the signal's reason; StanchError `GITHUB_RATE_LIMITED`
 */
export async function* readPullTexts(github: Github, pull: Pull): AsyncGenerator<TextEvent> {
  const { repository, number, url, user, association, time } = pull
  const place = {
    path: `${repository}/pull/${number}`,
    repository,
    number,
    url,
    user,
    association,
    time,
  }
  yield* textEvents(pull.title, { ...place, part: 'title' })
  yield* textEvents(pull.body, { ...place, part: 'body' })
  yield* textEvents(pull.headBranch, { ...place, part: 'branch' })
  yield* textEvents(pull.baseBranch, { ...place, part: 'branch' })
  for (const label of pull.labels) yield* textEvents(label, { ...place, part: 'label' })
  const lists = listsOf(pull).map((list) => {
    const path = `${place.path}/${list.label}`
    return guardedEvents(readList(github, pull, list, path), path)
  })
  yield* inOrder([...lists, ...readPullHistory(github, pull)])
}

interface List {
  readonly from: string
  readonly label: string
  readonly part: GithubPart
  /** How many there are, as the pull request says. */
  readonly countOf: (pull: Pull) => number
}

function listsOf({ repository, number }: Pull): readonly List[] {
  const base = repositoryPath(repository)
  return [
    {
      from: `${base}/issues/${number}/comments`,
      label: 'comments',
      part: 'comment',
      countOf: (pull) => pull.issueComments,
    },
    {
      from: `${base}/pulls/${number}/reviews`,
      label: 'reviews',
      part: 'review',
      // Nobody says.
      countOf: () => 0,
    },
    {
      from: `${base}/pulls/${number}/comments`,
      label: 'review-comments',
      part: 'review-comment',
      countOf: (pull) => pull.reviewComments,
    },
  ]
}

async function* readList(
  github: Github,
  pull: Pull,
  { from, part, countOf }: List,
  path: string,
): AsyncGenerator<TextEvent> {
  const { repository, number } = pull
  let count = 0
  for await (const item of walkPages(github, from, path, 'pull_requests=read')) {
    count++
    const place = { path: `${repository}/pull/${number}`, repository, number, part }
    yield* textEvents(item['body'], { ...place, ...detailsOf(item) })
  }
  if (count >= countOf(pull)) return
  // Some may have been deleted while they were read.
  const total = countOf(await readPull(github, repository, number))
  if (count < total) yield { kind: 'problem', path, reason: `GitHub listed ${count} of ${total}` }
}

function detailsOf(item: Json) {
  return {
    url: item['html_url'],
    user: loginOf(item['user']),
    association: item['author_association'],
    time: item['updated_at'] ?? item['submitted_at'],
  }
}
