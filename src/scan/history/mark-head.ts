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
  const blobs =
    head === undefined ? new Map<string, ObjectId>() : await tryReadBlobs(repository, head)
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
): Promise<Map<string, ObjectId> | undefined> {
  try {
    return await readBlobs(repository, head)
  } catch (error) {
    if (error instanceof StanchError && error.code === 'GIT_FAILED') return undefined
    throw error
  }
}

/** Paths of a commit, as findings show them, with their blobs. */
async function readBlobs(repository: Repository, head: ObjectId): Promise<Map<string, ObjectId>> {
  const blobs = new Map<string, ObjectId>()
  const output = await runGit(repository, ['ls-tree', '-r', '-z', '--full-tree', head])
  for (const line of output.toString('latin1').split('\0')) {
    const entry = /^\d+ blob ([0-9a-f]+)\t(.*)$/s.exec(line)
    if (entry) blobs.set(labelOfBytes(Buffer.from(entry[2]!, 'latin1')), entry[1]!)
  }
  return blobs
}
