import type { GitOrigin } from '../../engine/document.ts'
import type { Place } from '../../git/attribution.ts'
import { messageParts, readSignature } from '../../git/message.ts'
import { findObject } from '../../git/object-catalogue.ts'
import { bytesOfId } from '../../git/object-id.ts'
import { isNamedBy } from '../../git/references.ts'
import { labelOfBytes } from '../../sources/walk-label.ts'
import { reasonOf } from '../../text/error.ts'
import { emptyOutcome } from '../document-scanner.ts'
import type { FoundSecret } from '../found-secret.ts'
import type { CollectedHistory } from './collect-history.ts'
import type { HistoryContext } from './history-context.ts'
import type { HistoryMap } from './history-map.ts'
import { isOfShard } from './shard.ts'

/** Scans what people wrote that is in no file: messages, their own names, names of files, branches and tags. */
export function scanTexts(
  context: HistoryContext,
  collected: CollectedHistory,
  map: HistoryMap,
): FoundSecret[] {
  return [
    ...scanMessages(context, collected, map),
    ...scanPaths(context, collected, map),
    ...scanReferences(context, map),
  ]
}

function scanMessages(
  context: HistoryContext,
  { hotTexts }: CollectedHistory,
  map: HistoryMap,
): FoundSecret[] {
  const { thread, account, labels, catalogue, request } = context
  const rows = new Set(map.rows)
  const tags = reachedTags(context, map)
  const ours = (object: number) => isOfShard(catalogue, object, request.shard)
  const commits = map.rows.filter((row) => ours(map.commits.objects[row]!))
  account.count(commits.length + [...tags].filter(ours).length, 0)
  const found: FoundSecret[] = []
  for (const object of hotTexts) {
    const row = map.commits.rowOf(object)
    if (row === undefined ? !tags.has(object) : !rows.has(row)) continue
    try {
      const bytes = thread.read(object)
      const origin =
        row === undefined
          ? tagOrigin(object, bytes, context, map)
          : { ...map.commitOrigin(row), inHead: map.isInHead(row) }
      for (const { part, bytes: text } of messageParts(bytes, row === undefined)) {
        found.push(...scanText(text, { kind: 'git', path: '', part, ...origin }, context))
      }
    } catch (error) {
      account.problems.push({ path: labels.labelOf(object), reason: reasonOf(error) })
    }
  }
  return found
}

function tagOrigin(
  object: number,
  bytes: Uint8Array,
  { labels }: HistoryContext,
  map: HistoryMap,
): Pick<GitOrigin, 'commit' | 'author' | 'date' | 'inHead'> {
  const { who, date } = readSignature(bytes, 'tagger')
  const { commits } = map
  const row = commits.rowOf(commits.peel(object))
  return {
    commit: row === undefined ? null : labels.idOf(commits.objects[row]!),
    ...(who !== '' && { author: map.maskAuthor(who) }),
    ...(date !== undefined && { date }),
    inHead: false,
  }
}

/** Annotated tags that references point to, also by way of another tag. */
function reachedTags(
  { references, catalogue, request }: HistoryContext,
  map: HistoryMap,
): Set<number> {
  const { targets } = map.commits
  if (request.unreachable) return new Set(targets.keys())
  const tags = new Set<number>()
  for (const { name, id } of references.all) {
    if (request.branch !== undefined && !isNamedBy(name, request.branch)) continue
    let object: number | undefined = findObject(catalogue, bytesOfId(id))
    while (object !== undefined && targets.has(object) && !tags.has(object)) {
      tags.add(object)
      object = targets.get(object)
    }
  }
  return tags
}

/** A name is scanned with those of the directories above it. */
function scanPaths(
  context: HistoryContext,
  { named }: CollectedHistory,
  map: HistoryMap,
): FoundSecret[] {
  const places = new Map<number, { place: Place; inHead: boolean }>()
  for (const place of map.places) {
    if (!named.has(place.object)) continue
    const known = places.get(place.path)
    // A directory is another object whenever something in it changes.
    if (known) known.inHead ||= place.inHead
    else places.set(place.path, { place, inHead: place.inHead })
  }
  return [...places.values()].flatMap(({ place, inHead }) => {
    const bytes = map.pathOf(place)
    if (context.filter(bytes) !== undefined) return []
    const origin = place.row < 0 ? { commit: null } : map.commitOrigin(place.row)
    const label = labelOfBytes(bytes)
    // As it is shown: that is what must be masked.
    const text = Buffer.from(label)
    return scanText(text, { kind: 'git', path: label, part: 'path', ...origin, inHead }, context)
  })
}

function scanReferences(context: HistoryContext, map: HistoryMap): FoundSecret[] {
  const { references, thread, request } = context
  const probe = thread.newTextProbe()
  const list = references.all.filter(
    ({ name }) => request.branch === undefined || isNamedBy(name, request.branch),
  )
  for (const [at, { name }] of list.entries()) probe.add(at, Buffer.from(name))
  probe.flush()
  return probe.hot.flatMap((at) => {
    const { name, id } = list[at]!
    const row = map.rowOfId(id)
    const origin = row === undefined ? { commit: null } : map.commitOrigin(row)
    return scanText(
      Buffer.from(name),
      { kind: 'git', path: name, part: 'ref', ...origin, inHead: false },
      context,
    )
  })
}

function scanText(
  bytes: Uint8Array,
  origin: GitOrigin,
  { thread, account }: HistoryContext,
): readonly FoundSecret[] {
  const outcome = emptyOutcome()
  thread.documents.scanText(bytes, origin, outcome)
  account.problems.push(...outcome.problems)
  return outcome.found
}
