import { loginOf, objectsOf } from '../json-of.ts'
import { listFiles, walkFiles, type ListedFile } from './walk-files.ts'
import type { ReadContext, ResourceReader } from './read-context.ts'
import { originOf, textEvents } from '../text-events.ts'
import { walkPages } from './walk-pages.ts'

/** Name, notes and tag of each release, drafts too where the token may see them. */
export const readReleases: ResourceReader = (context, position) => {
  const { repository } = context
  return walkPages(
    context,
    {
      path: `/repos/${repository}/releases`,
      label: `${repository}/releases`,
      permission: 'Contents',
      textsOf: (item) => {
        const place = {
          path: `${repository}/releases/${String(item['tag_name'])}`,
          repository,
          url: item['html_url'],
          user: loginOf(item['author']),
          time: item['published_at'] ?? item['created_at'],
        }
        return [
          ...textEvents(item['tag_name'], { ...place, part: 'tag' }),
          ...textEvents(item['name'], { ...place, part: 'title' }),
          ...textEvents(item['body'], { ...place, part: 'body' }),
        ]
      },
    },
    position,
  )
}

/** What is attached to releases. */
export const readReleaseAssets: ResourceReader = (context, position) => {
  const { repository } = context
  const label = `${repository}/releases`
  const list = { path: `/repos/${repository}/releases`, label, permission: 'Contents' } as const
  return walkFiles(
    context,
    'Contents',
    listFiles(context, list, (release) =>
      objectsOf(release['assets']).map((asset) => assetOf(context, release, asset)),
    ),
    position,
  )
}

function assetOf(
  { repository }: ReadContext,
  release: Readonly<Record<string, unknown>>,
  asset: Readonly<Record<string, unknown>>,
): ListedFile {
  const path = `${repository}/releases/${String(release['tag_name'])}/${String(asset['name'])}`
  const time = asset['updated_at']
  return {
    key: `${String(asset['id'])}@${String(time)}`,
    path,
    from: `/repos/${repository}/releases/assets/${String(asset['id'])}`,
    bytes: asset['size'],
    time,
    skipReason: asset['state'] === 'open' ? 'an upload that was never finished' : undefined,
    origin: originOf({
      path,
      repository,
      part: 'asset',
      url: release['html_url'],
      user: loginOf(asset['uploader']),
      time,
    }),
  }
}
