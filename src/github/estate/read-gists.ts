import type { GithubEvent } from './github-event.ts'
import { loginOf, objectOf, objectsOf } from '../json-of.ts'
import { describeRefusal } from './describe-refusal.ts'
import type { ReadContext, ResourceReader } from './read-context.ts'
import { isTime, textEvents } from '../text-events.ts'
import { pageItemsMax } from './walk-by-update.ts'
import { walkPages } from './walk-pages.ts'

/**
 * Gists of an account: those everybody sees; GitHub lists secret ones to nobody but their owner. Each is a git repository,
 * so that its former versions are read, too.
 */
export const readGists: ResourceReader = async function* (context, before) {
  const { repository: account, github } = context
  const since = before.latest ?? context.since
  let reached = since
  const query = since === undefined ? '' : `&since=${since}`
  let next: string | undefined = `/users/${account}/gists?per_page=${pageItemsMax}${query}`
  let isWhole = true
  while (next !== undefined) {
    const { status, data, message, next: following } = await github.get(next)
    if (status !== 200) {
      const reason = describeRefusal({ status, message }, 'Metadata')
      yield { kind: 'problem', path: `${account}/gists`, reason }
      return
    }
    for (const gist of objectsOf(data)) {
      const time = gist['updated_at']
      if (isTime(time) && (reached === undefined || time > reached)) reached = time
      for await (const event of gistEvents(context, gist)) {
        if (event.kind === 'problem') isWhole = false
        if (event.kind !== 'position') yield event
      }
    }
    next = following
  }
  if (!isWhole) return
  const latest = reached === undefined ? {} : { latest: reached }
  yield { kind: 'position', position: { ...latest, isFinished: true } }
}

async function* gistEvents(
  context: ReadContext,
  gist: Readonly<Record<string, unknown>>,
): AsyncGenerator<GithubEvent> {
  const { github } = context
  const id = String(gist['id'])
  if (!/^[0-9a-f]{1,64}$/.test(id)) return
  const place = {
    path: `gist/${context.repository}/${id}`,
    repository: `gist:${id}`,
    url: gist['html_url'],
    user: loginOf(gist['owner']),
    time: gist['updated_at'],
  }
  yield* textEvents(gist['description'], { ...place, part: 'title' })
  for (const name of Object.keys(objectOf(gist['files'])))
    yield* textEvents(name, { ...place, part: 'title' })
  const page = `https://gist.github.com/${id}`
  const url = github.host === 'github.com' ? `${page}.git` : `${github.webUrl}/gist/${id}.git`
  yield {
    kind: 'clone',
    url,
    path: `gist/${context.repository}/${id}`,
    repository: place.repository,
    part: 'gist',
    urlOf: (commit) =>
      github.host === 'github.com' ? `${page}/${commit}` : String(gist['html_url']),
    lastRead: undefined,
    isWhole: false,
    mayBeMissing: undefined,
  }
  if (gist['comments'] === 0) return
  // Unlike other comments they cannot be asked for by their changes.
  yield* walkPages(
    context,
    {
      path: `/gists/${id}/comments`,
      label: `gist/${context.repository}/${id}/comments`,
      permission: 'Metadata',
      textsOf: (item) =>
        textEvents(item['body'], {
          ...place,
          part: 'comment',
          user: loginOf(item['user']),
          time: item['updated_at'],
        }),
    },
    {},
  )
}
