import type { GitOrigin } from '../../engine/document.ts'
import type { ObjectId } from '../../git/object-id.ts'
import type { Repository } from '../../git/repository.ts'
import { runGit } from '../../git/run-git.ts'
import { labelOfBytes } from '../../sources/walk-label.ts'
import { StanchError } from '../../text/error.ts'
import type { FoundSecret } from '../found-secret.ts'

/**
 * Tells of what was found in committed files whether a commit still has it.
 *
 * @param head `undefined`: nothing is there yet
 */
export async function markHead(
  found: readonly FoundSecret[],
  repository: Repository,
  head: ObjectId | undefined,
): Promise<FoundSecret[]> {
  if (!found.some(isInCommit)) return [...found]
  const wanted = new Set(
    found.flatMap(({ finding: { origin } }) => ('blob' in origin ? (origin.blob ?? []) : [])),
  )
  const blobs =
    head === undefined ? new Map<string, ObjectId>() : await tryReadBlobs(repository, head, wanted)
  if (!blobs) return [...found]
  return found.map((item) => {
    if (!isInCommit(item)) return item
    const origin = item.finding.origin as GitOrigin
    // An archive's entry is there when the archive is.
    const inHead = origin.path
      .split('!')
      .some((_, at, parts) => blobs.get(parts.slice(0, at + 1).join('!')) === origin.blob)
    return { ...item, finding: { ...item.finding, origin: { ...origin, inHead } } }
  })
}

function isInCommit({ finding: { origin } }: FoundSecret): boolean {
  return origin.kind === 'git' && origin.blob !== undefined && origin.commit !== null
}

/** @returns `undefined` where a tree is damaged or missing, which whoever lists what was added has told */
async function tryReadBlobs(
  repository: Repository,
  head: ObjectId,
  wanted: ReadonlySet<ObjectId>,
): Promise<Map<string, ObjectId> | undefined> {
  try {
    return await readBlobs(repository, head, wanted)
  } catch (error) {
    if (error instanceof StanchError && error.code === 'GIT_FAILED') return undefined
    throw error
  }
}

/** Paths of a commit at which it has one of these blobs, as findings show them. */
async function readBlobs(
  repository: Repository,
  head: ObjectId,
  wanted: ReadonlySet<ObjectId>,
): Promise<Map<string, ObjectId>> {
  const blobs = new Map<string, ObjectId>()
  const output = await runGit(repository, ['ls-tree', '-r', '-z', '--full-tree', head])
  for (const line of output.toString('latin1').split('\0')) {
    const tab = line.indexOf('\t')
    const id = line.slice(line.lastIndexOf(' ', tab) + 1, tab)
    if (wanted.has(id)) blobs.set(labelOfBytes(Buffer.from(line.slice(tab + 1), 'latin1')), id)
  }
  return blobs
}
