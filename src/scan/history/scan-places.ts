import { anyKind, plainKinds, writtenKinds, type DocumentKind } from '../../engine/candidate.ts'
import { documentKindOf, fileNameOf, isFileNamed } from '../../engine/document-kind.ts'
import type { GitOrigin } from '../../engine/document.ts'
import type { Place } from '../../git/attribution.ts'
import { rootOf } from '../../git/object-walk.ts'
import { mayBeZip } from '../../sources/archives/detect-archive.ts'
import { labelOfBytes } from '../../sources/walk-label.ts'
import { appendAll } from '../../text/append-all.ts'
import type { FoundSecret } from '../found-secret.ts'
import { fileNamesOf, type RuleSet } from '../load-engine.ts'
import { lfsPointerReason } from './lfs-pointer.ts'
import type { CollectedHistory } from './collect-history.ts'
import type { HistoryContext } from './history-context.ts'
import type { HistoryMap } from './history-map.ts'
import type { BlobToScan, HistoryJob } from './history-thread.ts'
import { objectStates, pointerFlag } from './index/object-facts.ts'
import { isOfShard } from './shard.ts'

const familiesPerJob = 64

/** Scans the blobs that may hold a finding, each under every path it has. */
export async function scanPlaces(
  context: HistoryContext,
  collected: CollectedHistory,
  map: HistoryMap,
): Promise<FoundSecret[]> {
  const { skipped, problems } = context.account
  const found: FoundSecret[] = []
  const originsOf = blobsToScan(context, collected, map, found)
  await context.runJobs(jobsOf(context, originsOf), ({ scan }) => {
    const { text, archives, texts } = scan!
    context.index?.remember(texts, text.found)
    for (const outcome of [text, archives]) {
      appendAll(found, outcome.found)
      appendAll(problems, outcome.problems)
      appendAll(skipped, outcome.skipped)
    }
    context.account.count(archives.documents, archives.bytes)
  })
  return found
}

/** @param found what the index knows of goes here; it is not scanned again */
function blobsToScan(
  context: HistoryContext,
  collected: CollectedHistory,
  map: HistoryMap,
  found: FoundSecret[],
): Map<number, GitOrigin[]> {
  const { account, filter, labels, request, catalogue } = context
  const { states } = collected
  const originsOf = new Map<number, GitOrigin[]>()
  const attributed = new Set<number>()
  const isWanted = wantedAt(collected, request.rules)
  for (const place of map.places) {
    const { object } = place
    attributed.add(object)
    if (!isOfShard(catalogue, object, request.shard)) continue
    const bytes = map.pathOf(place)
    const path = labelOfBytes(bytes)
    const isHot = isWanted(object, path)
    const isBinary = states[object] === objectStates.binary
    const isPointer = (states[object]! & pointerFlag) !== 0
    if (!isHot && !isBinary && !isPointer) continue
    const why = filter(bytes) ?? (isHot || !isBinary ? undefined : 'binary')
    if (why !== undefined) account.skipped.push({ path, reason: why })
    else if (isPointer) account.skipped.push({ path, reason: lfsPointerReason })
    if (!isHot || why !== undefined) continue
    const origin = originOf(place, path, context, map)
    const remembered = context.index?.foundAt(origin)
    if (remembered) {
      appendAll(found, remembered)
      continue
    }
    const origins = originsOf.get(object) ?? []
    origins.push(origin)
    originsOf.set(object, origins)
  }
  // Blobs that a tag names, and, if asked for, those that nothing does.
  for (const object of request.unreachable ? collected.notable : map.looseBlobs) {
    if (attributed.has(object) || kindsOf(states[object]!).length === 0) continue
    if (!isOfShard(catalogue, object, request.shard)) continue
    const blob = labels.idOf(object)
    originsOf.set(object, [{ kind: 'git', path: blob, blob, commit: null, inHead: false }])
  }
  return originsOf
}

/** Whether a blob may hold a finding under a path. */
function wantedAt(
  { states, named }: CollectedHistory,
  rules: RuleSet | undefined,
): (object: number, path: string) => boolean {
  const fileNames = fileNamesOf(rules)
  return (object, path) => {
    if (kindsOf(states[object]!).includes(documentKindOf(path))) return true
    if (named.has(object) && isFileNamed(fileNameOf(path), fileNames)) return true
    return states[object] === objectStates.binary && mayBeZip(path)
  }
}

/** Kinds of documents as which a blob in a state may hold a finding. */
function kindsOf(state: number): readonly DocumentKind[] {
  switch (state & ~pointerFlag) {
    case objectStates.plain:
      return plainKinds
    case objectStates.written:
      return writtenKinds
    case objectStates.any:
    case objectStates.closed:
      return anyKind
    default:
      return []
  }
}

function originOf(
  { object, row, inHead, refs, rows }: Place,
  path: string,
  { labels, request }: HistoryContext,
  map: HistoryMap,
): GitOrigin {
  const blob = labels.idOf(object)
  if (row < 0) return { kind: 'git', path, blob, commit: null, inHead }
  return {
    kind: 'git',
    path,
    blob,
    ...map.commitOrigin(row),
    inHead,
    ...(refs.length > 0 && { refs }),
    ...(request.allCommits && {
      commits: rows.map((other) => labels.idOf(map.commits.objects[other]!)),
    }),
  }
}

/** Blobs of one delta family are put together in one go. */
function jobsOf(
  { catalogue }: HistoryContext,
  originsOf: ReadonlyMap<number, readonly GitOrigin[]>,
): HistoryJob[] {
  const families = new Map<number, BlobToScan[]>()
  for (const [object, origins] of originsOf) {
    const root = rootOf(catalogue, object)
    const blobs = families.get(root)
    if (blobs) blobs.push({ object, origins })
    else families.set(root, [{ object, origins }])
  }
  const sorted = [...families]
    .map(([root, blobs]) => ({ root, blobs }))
    .toSorted((left, right) => left.root - right.root)
  const jobs: HistoryJob[] = []
  for (let at = 0; at < sorted.length; at += familiesPerJob) {
    jobs.push({ kind: 'scan', families: sorted.slice(at, at + familiesPerJob) })
  }
  return jobs
}
