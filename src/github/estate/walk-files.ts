import { join } from 'node:path'
import type { GithubOrigin } from '../../engine/document.ts'
import { describeRefusal, type ReadPermission } from './describe-refusal.ts'
import type { GithubEvent, Position } from './github-event.ts'
import { objectOf, objectsOf } from '../json-of.ts'
import type { ReadContext } from './read-context.ts'
import { isTime } from '../text-events.ts'
import { pageItemsMax } from './walk-by-update.ts'

/** Something that can be downloaded, as a list tells of it. */
export interface ListedFile {
  /** What it is known by once it was read; another when it has changed. */
  readonly key: string
  /** For people, and of its origin. */
  readonly path: string
  /** Of the interface. */
  readonly from: string
  /** As listed; unknown where it is no number. */
  readonly bytes?: unknown
  readonly time?: unknown
  /** Why it is not to be had, by nobody's fault. */
  readonly skipReason?: string | undefined
  /** Why it may be gone although it is listed: then that is no problem. */
  readonly goneReason?: string
  readonly origin: GithubOrigin
}

type ListEvent = Extract<GithubEvent, { kind: 'problem' | 'skipped' }>

export interface FileList {
  readonly path: string
  readonly query?: string
  readonly label: string
  readonly permission: ReadPermission
  /** Where answers are no list: the member that is one; beside it stands `total_count`. */
  readonly member?: string
  /** Of a list with the newest first: from here on nothing can be new. */
  readonly until?: string | undefined
}

/** All pages of a list of files; tells when the list is shorter than it says of itself. */
export async function* listFiles(
  { github }: ReadContext,
  { path, query = '', label, permission, member, until }: FileList,
  filesOf: (item: Readonly<Record<string, unknown>>) => readonly ListedFile[],
): AsyncGenerator<ListedFile | ListEvent> {
  let next: string | undefined = `${path}?${query}per_page=${pageItemsMax}`
  let count = 0
  while (next !== undefined) {
    const answer = await github.get(next)
    const { status, data, next: following } = answer
    if (status !== 200) {
      yield { kind: 'problem', path: label, reason: describeRefusal(answer, permission) }
      return
    }
    const items = objectsOf(member === undefined ? data : objectOf(data)[member])
    count += items.length
    for (const item of items) {
      const time = item['created_at']
      if (until !== undefined && isTime(time) && time < until) return
      yield* filesOf(item)
    }
    const total = member === undefined ? undefined : objectOf(data)['total_count']
    if (following === undefined && typeof total === 'number' && count < total) {
      yield { kind: 'problem', path: label, reason: `GitHub listed ${count} of ${total}` }
    }
    next = following
  }
}

/** Downloads one after another what was not read before. */
export async function* walkFiles(
  context: ReadContext,
  permission: ReadPermission,
  list: AsyncIterable<ListedFile | ListEvent>,
  before: Position,
): AsyncGenerator<GithubEvent> {
  const done = new Set(before.done)
  const listed = new Set<string>()
  let isWhole = true
  let latest = before.latest
  const positionOf = (keys: readonly string[], time: string | undefined): Position => ({
    done: keys,
    ...(time !== undefined && { latest: time }),
  })
  for await (const item of list) {
    if ('kind' in item) {
      if (item.kind === 'problem') isWhole = false
      yield item
      continue
    }
    listed.add(item.key)
    if (isTime(item.time) && (latest === undefined || item.time > latest)) latest = item.time
    if (done.has(item.key)) continue
    if (context.since !== undefined && isTime(item.time) && item.time < context.since) continue
    const event = await fetchFile(context, item, permission)
    if (event !== undefined) yield event
    if (event?.kind === 'problem') {
      isWhole = false
      continue
    }
    if (event?.kind === 'skipped') continue
    done.add(item.key)
    yield { kind: 'position', position: positionOf([...done], before.latest) }
  }
  // What is not listed any more cannot be met again.
  const kept = [...done].filter((key) => listed.has(key))
  if (isWhole)
    yield { kind: 'position', position: { ...positionOf(kept, latest), isFinished: true } }
}

async function fetchFile(
  { github, directory, downloadBytesMax }: ReadContext,
  { path, from, bytes, skipReason, goneReason, origin }: ListedFile,
  permission: ReadPermission,
): Promise<Extract<GithubEvent, { kind: 'file' | 'skipped' | 'problem' }>> {
  const tooLarge = { kind: 'skipped', path, reason: 'larger than --max-download' } as const
  if (skipReason !== undefined) return { kind: 'skipped', path, reason: skipReason }
  if (typeof bytes === 'number' && bytes > downloadBytesMax) return tooLarge
  const file = join(directory, 'download')
  const answer = await github.download(from, file, downloadBytesMax)
  if (answer.kind === 'done') return { kind: 'file', file, origin }
  if (answer.kind === 'too large') return tooLarge
  const { status, message } = answer
  if (goneReason !== undefined && (status === 404 || status === 410))
    return { kind: 'skipped', path, reason: goneReason }
  return { kind: 'problem', path, reason: describeRefusal({ status, message }, permission) }
}
