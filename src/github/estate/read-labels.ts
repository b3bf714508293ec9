import { loginOf } from '../json-of.ts'
import type { ResourceReader } from './read-context.ts'
import { textEvents } from '../text-events.ts'
import { walkPages } from './walk-pages.ts'

/** Names of labels, and what they are said to be for. */
export const readLabels: ResourceReader = (context, position) => {
  const { repository } = context
  return walkPages(
    context,
    {
      path: `/repos/${repository}/labels`,
      label: `${repository}/labels`,
      permission: 'Issues',
      textsOf: (item) => {
        const place = { path: `${repository}/labels`, repository, part: 'label' } as const
        const url = `${context.github.webUrl}/${repository}/labels`
        return [
          ...textEvents(item['name'], { ...place, url }),
          ...textEvents(item['description'], { ...place, url }),
        ]
      },
    },
    position,
  )
}

/** Titles and descriptions of milestones, open and closed. */
export const readMilestones: ResourceReader = (context, position) => {
  const { repository } = context
  return walkPages(
    context,
    {
      path: `/repos/${repository}/milestones`,
      query: 'state=all&',
      label: `${repository}/milestones`,
      permission: 'Issues',
      textsOf: (item) => {
        const place = {
          path: `${repository}/milestone/${String(item['number'])}`,
          repository,
          url: item['html_url'],
          user: loginOf(item['creator']),
          time: item['updated_at'],
        }
        return [
          ...textEvents(item['title'], { ...place, part: 'title' }),
          ...textEvents(item['description'], { ...place, part: 'body' }),
        ]
      },
    },
    position,
  )
}
