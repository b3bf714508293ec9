import { loginOf, objectOf } from '../json-of.ts'
import type { ResourceReader } from './read-context.ts'
import { textEvents } from '../text-events.ts'
import { walkByUpdate } from './walk-by-update.ts'

/** Titles and bodies of issues; pull requests stand in the same list, but are read with their reviews. */
export const readIssues: ResourceReader = (context, position) => {
  const { repository } = context
  return walkByUpdate(
    context,
    {
      path: `/repos/${repository}/issues`,
      query: 'state=all&',
      label: `${repository}/issues`,
      permission: 'Issues',
      offReason: 'issues are switched off',
      formerPlaceOf: (item) =>
        objectOf(item['pull_request'])['url'] !== undefined
          ? undefined
          : { path: `${repository}/issues/${String(item['number'])}`, repository, part: 'body' },
      textsOf: (item) => {
        if (objectOf(item['pull_request'])['url'] !== undefined) return []
        const number = item['number']
        const place = {
          path: `${repository}/issues/${String(number)}`,
          repository,
          number,
          url: item['html_url'],
          user: loginOf(item['user']),
          association: item['author_association'],
          time: item['updated_at'],
        }
        return [
          ...textEvents(item['title'], { ...place, part: 'title' }),
          ...textEvents(item['body'], { ...place, part: 'body' }),
        ]
      },
    },
    position,
  )
}
