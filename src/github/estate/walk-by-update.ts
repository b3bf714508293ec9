import { describeRefusal, type ReadPermission, type Refusal } from './describe-refusal.ts'
import { formerVersions } from './former-versions.ts'
import type { GithubEvent, Position } from './github-event.ts'
import { isSettled } from './is-settled.ts'
import { objectsOf } from '../json-of.ts'
import type { ReadContext } from './read-context.ts'
import { isTime, type TextPlace } from '../text-events.ts'

export interface UpdateWalk {
  /** Of the list, without a query. */
  readonly path: string
  readonly query?: string
  /** For people: `OWNER/REPO/issues`. */
  readonly label: string
  readonly permission: ReadPermission
  readonly textsOf: (item: Readonly<Record<string, unknown>>) => readonly GithubEvent[]
  /** Where former versions of an item's text stand; `undefined`: it has none of interest. */
  readonly formerPlaceOf?: (item: Readonly<Record<string, unknown>>) => TextPlace | undefined
  /** 410: the list is switched off. */
  readonly offReason?: string
}

/** Of a list that takes it; https://docs.github.com/en/rest/using-the-rest-api/using-pagination-in-the-rest-api. */
export const pageItemsMax = 100

/** Items may change within the second that `since` names. */
const overlapMs = 1000

/**
 * Reads a list in the order of its changes, oldest first. Each request asks for what was changed since the last item
 * that came, not for a page number: pages move while a list is read, and an item that slips from one to the page
 * before it would be read by nobody.
 */
export async function* walkByUpdate(
  context: ReadContext,
  walk: UpdateWalk,
  before: Position,
): AsyncGenerator<GithubEvent> {
  let latest = before.latest ?? context.since
  let seen = new Set(before.seen)
  let page = 1
  for (;;) {
    const path = requestOf(walk, latest, page)
    const known = before.unchanged?.path === path ? before.unchanged.etag : undefined
    const answer = await context.github.get(path, { etag: known })
    if (answer.status === 304) {
      yield { kind: 'position', position: { ...before, isFinished: true } }
      return
    }
    if (answer.status !== 200) {
      yield refusal(walk, answer)
      return
    }
    const items = objectsOf(answer.data)
    const fresh = items.filter((item) => !seen.has(keyOf(item)))
    for (const item of fresh) yield* walk.textsOf(item)
    const placed = fresh.flatMap((item) => {
      const place = walk.formerPlaceOf?.(item)
      return place === undefined ? [] : [{ item, place }]
    })
    yield* formerVersions(context, placed, walk.label, before.latest ?? context.since)
    const reached =
      items
        .map((item) => item['updated_at'])
        .filter(isTime)
        .at(-1) ?? latest
    seen = new Set([...seen, ...items.map(keyOf)].filter((key) => isRecent(key, reached)))
    const position: Position = {
      ...(reached !== undefined && { latest: reached }),
      seen: [...seen],
    }
    if (items.length < pageItemsMax && answer.next === undefined) {
      // The next run asks the same, as long as nothing new moves the time.
      const isSame = requestOf(walk, reached, 1) === path && answer.etag !== undefined
      yield {
        kind: 'position',
        position: {
          ...position,
          ...(isSame && { unchanged: { path, etag: answer.etag! } }),
          isFinished: true,
        },
      }
      return
    }
    // More of one second than a page takes: only then pages are counted.
    page = sinceOf(reached) === sinceOf(latest) ? page + 1 : 1
    latest = reached
    if (page === 1) yield { kind: 'position', position }
  }
}

function requestOf({ path, query = '' }: UpdateWalk, latest: string | undefined, page: number) {
  const since = latest === undefined ? '' : `&since=${sinceOf(latest)}`
  const at = page === 1 ? '' : `&page=${page}`
  return `${path}?${query}sort=updated&direction=asc&per_page=${pageItemsMax}${since}${at}`
}

function sinceOf(time: string | undefined): string | undefined {
  if (time === undefined) return undefined
  return `${new Date(Date.parse(time) - overlapMs).toISOString().slice(0, 19)}Z`
}

function keyOf(item: Readonly<Record<string, unknown>>): string {
  return `${String(item['id'])}@${String(item['updated_at'])}`
}

function isRecent(key: string, reached: string | undefined): boolean {
  const time = key.slice(key.indexOf('@') + 1)
  const isIn = reached !== undefined && Date.parse(time) >= Date.parse(reached) - overlapMs
  return isIn && isSettled(time)
}

function refusal({ label, permission, offReason }: UpdateWalk, answer: Refusal): GithubEvent {
  if (answer.status === 410 && offReason !== undefined)
    return { kind: 'skipped', path: label, reason: offReason }
  return { kind: 'problem', path: label, reason: describeRefusal(answer, permission) }
}
