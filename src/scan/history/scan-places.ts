import { documentKindOf, fileNameOf, isFileNamed } from '../../engine/document-kind.ts'
import type { GitOrigin } from '../../engine/document.ts'
import type { Place } from '../../git/attribution.ts'
import { rootOf } from '../../git/object-walk.ts'
import { mayBeZip } from '../../sources/archives/detect-archive.ts'
import { labelOfBytes } from '../../sources/walk-label.ts'
import { appendAll } from '../../text/append-all.ts'
import type { FoundSecret } from '../found-secret.ts'
import { fileNamesOfRules } from '../load-engine.ts'
import type { CollectedHistory } from './collect-history.ts'
import type { HistoryContext } from './history-context.ts'
import type { HistoryMap } from './history-map.ts'
import type { BlobToScan, HistoryJob } from './history-thread.ts'
import { isOfShard } from './shard.ts'

const familiesPerJob = 64

const pointerReason = 'Git LFS pointer: the file it stands for is not in the repository'

/** Scans the blobs that may hold a finding, each under every path it has. */
export async function scanPlaces(
  context: HistoryContext,
  collected: CollectedHistory,
  map: HistoryMap,
): Promise<FoundSecret[]> {
  const { skipped, problems } = context.account
  const found: FoundSecret[] = []
  const jobs = jobsOf(context, blobsToScan(context, collected, map))
  await context.runJobs(jobs, ({ scan }) => {
    const { text, archives } = scan!
    for (const outcome of [text, archives]) {
      appendAll(found, outcome.found)
      appendAll(problems, outcome.problems)
      appendAll(skipped, outcome.skipped)
    }
    context.account.count(archives.documents, archives.bytes)
  })
  return found
}

function blobsToScan(
  context: HistoryContext,
  collected: CollectedHistory,
  map: HistoryMap,
): Map<number, GitOrigin[]> {
  const { account, filter, labels, request, catalogue } = context
  const { hot, binary, pointers } = collected
  const originsOf = new Map<number, GitOrigin[]>()
  const attributed = new Set<number>()
  const isWanted = wantedAt(collected)
  for (const place of map.places) {
    const { object } = place
    attributed.add(object)
    if (!isOfShard(catalogue, object, request.shard)) continue
    const bytes = map.pathOf(place)
    const path = labelOfBytes(bytes)
    const isHot = isWanted(object, path)
    if (!isHot && !binary.has(object) && !pointers.has(object)) continue
    const why = filter(bytes) ?? (isHot || !binary.has(object) ? undefined : 'binary')
    if (why !== undefined) account.skipped.push({ path, reason: why })
    else if (pointers.has(object)) account.skipped.push({ path, reason: pointerReason })
    if (!isHot || why !== undefined) continue
    const origins = originsOf.get(object) ?? []
    origins.push(originOf(place, path, context, map))
    originsOf.set(object, origins)
  }
  // Blobs that a tag names, and, if asked for, those that nothing does.
  for (const object of request.unreachable ? hot.keys() : map.looseBlobs) {
    if (!hot.has(object) || attributed.has(object)) continue
    const blob = labels.idOf(object)
    originsOf.set(object, [{ kind: 'git', path: blob, blob, commit: null, inHead: false }])
  }
  return originsOf
}

/** Whether a blob may hold a finding under a path. */
function wantedAt({
  hot,
  binary,
  named,
}: CollectedHistory): (object: number, path: string) => boolean {
  const fileNames = fileNamesOfRules()
  return (object, path) => {
    if (hot.has(object) && (hot.get(object)?.includes(documentKindOf(path)) ?? true)) return true
    if (named.has(object) && isFileNamed(fileNameOf(path), fileNames)) return true
    return binary.has(object) && mayBeZip(path)
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
