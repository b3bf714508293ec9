import { describeRefusal, type ReadPermission } from './describe-refusal.ts'
import type { GithubEvent, Position } from './github-event.ts'
import { settledTime } from './is-settled.ts'
import { objectsOf } from '../json-of.ts'
import type { ReadContext } from './read-context.ts'
import { isTime } from '../text-events.ts'
import { pageItemsMax } from './walk-by-update.ts'

export interface PageWalk {
  readonly path: string
  readonly query?: string
  /** For people: `OWNER/REPO/labels`. */
  readonly label: string
  readonly permission: ReadPermission
  readonly textsOf: (item: Readonly<Record<string, unknown>>) => readonly GithubEvent[]
}

/**
 * Reads a list that cannot be asked for what is new, page by page. A page that is as it was costs nothing and tells
 * nothing; of one that changed only items that changed since are told, where they say when.
 */
export async function* walkPages(
  context: ReadContext,
  walk: PageWalk,
  before: Position,
): AsyncGenerator<GithubEvent> {
  const latest = before.latest ?? context.since
  let reached = before.reached ?? latest
  const pages = [...(before.pages ?? [])]
  for (let page = before.page ?? 1; ; page++) {
    const known = pages[page - 1]
    const path = `${walk.path}?${walk.query ?? ''}per_page=${pageItemsMax}&page=${page}`
    const answer = await context.github.get(path, { etag: known?.etag })
    if (answer.status !== 200 && answer.status !== 304) {
      const reason = describeRefusal(answer, walk.permission)
      yield { kind: 'problem', path: walk.label, reason }
      return
    }
    let count = known?.count ?? 0
    if (answer.status === 200) {
      const items = objectsOf(answer.data)
      for (const item of items) {
        const time = timeOf(item)
        if (latest === undefined || time === undefined || time > latest) yield* walk.textsOf(item)
        if (time !== undefined && (reached === undefined || time > reached)) reached = time
      }
      count = items.length
      pages[page - 1] = { ...(answer.etag !== undefined && { etag: answer.etag }), count }
    }
    const isLast = count < pageItemsMax && answer.next === undefined
    yield {
      kind: 'position',
      position: {
        ...(isLast
          ? { isFinished: true, ...(reached !== undefined && { latest: settledTime(reached) }) }
          : {
              page: page + 1,
              ...(before.latest !== undefined && { latest: before.latest }),
              ...(reached !== undefined && { reached }),
            }),
        pages: isLast ? pages.slice(0, page) : pages,
      },
    }
    if (isLast) return
  }
}

function timeOf(item: Readonly<Record<string, unknown>>): string | undefined {
  const times = [item['updated_at'], item['published_at'], item['created_at']]
  return times.find(isTime)
}
