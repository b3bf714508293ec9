import type { GithubPart } from '../../engine/document.ts'
import type { ReadPermission } from './describe-refusal.ts'
import { loginOf } from '../json-of.ts'
import type { ReadContext, ResourceReader } from './read-context.ts'
import { textEvents } from '../text-events.ts'
import { walkByUpdate } from './walk-by-update.ts'
import { walkPages } from './walk-pages.ts'

interface CommentList {
  readonly list: string
  readonly label: string
  readonly part: GithubPart
  readonly permission: ReadPermission
}

/** Comments on issues and on pull requests as a whole. */
export const readIssueComments: ResourceReader = (context, position) => {
  const list = listOf(context, {
    list: 'issues/comments',
    label: 'comments',
    part: 'comment',
    permission: 'Issues',
  })
  return walkByUpdate(context, { ...list, offReason: 'issues are switched off' }, position)
}

/** Comments on lines of pull requests. */
export const readReviewComments: ResourceReader = (context, position) =>
  walkByUpdate(
    context,
    listOf(context, {
      list: 'pulls/comments',
      label: 'review comments',
      part: 'review-comment',
      permission: 'Pull requests',
    }),
    position,
  )

/** Comments on commits: a list that cannot be asked for what is new. */
export const readCommitComments: ResourceReader = (context, position) =>
  walkPages(
    context,
    listOf(context, {
      list: 'comments',
      label: 'commit comments',
      part: 'commit-comment',
      permission: 'Contents',
    }),
    position,
  )

function listOf({ repository }: ReadContext, { list, label, part, permission }: CommentList) {
  return {
    path: `/repos/${repository}/${list}`,
    label: `${repository}/${label}`,
    permission,
    formerPlaceOf: (item: Readonly<Record<string, unknown>>) => ({
      path: pathOf(repository, item),
      repository,
      part,
    }),
    textsOf: (item: Readonly<Record<string, unknown>>) => {
      const url = item['html_url']
      return textEvents(item['body'], {
        path: pathOf(repository, item),
        repository,
        part,
        number: numberOf(item),
        url,
        user: loginOf(item['user']),
        association: item['author_association'],
        time: item['updated_at'],
      })
    },
  }
}

/** `OWNER/REPO/pull/12`, as the address of the page has it, or `OWNER/REPO/commit/COMMIT`. */
function pathOf(repository: string, item: Readonly<Record<string, unknown>>): string {
  const found = /\/(pull|issues|commit)\/([0-9a-f]+)(?:[#/]|$)/.exec(String(item['html_url']))
  return found
    ? `${repository}/${found[1]}/${found[2]}`
    : `${repository}/comments/${String(item['id'])}`
}

function numberOf(item: Readonly<Record<string, unknown>>): number | undefined {
  const address = item['issue_url'] ?? item['pull_request_url']
  if (typeof address !== 'string') return undefined
  const digits = /\/(?:issues|pulls)\/(\d{1,12})$/.exec(address)?.[1]
  return digits === undefined ? undefined : Number(digits)
}
