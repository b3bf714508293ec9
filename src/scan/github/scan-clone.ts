import { devNull } from 'node:os'
import { join } from 'node:path'
import type { GitOrigin, Origin } from '../../engine/document.ts'
import type { CloneEvent } from '../../github/estate/github-event.ts'
import { originOf } from '../../github/text-events.ts'
import { isolatedEnvironment } from '../../git/isolated-environment.ts'
import { removeDirectory } from '../../git/remove-directory.ts'
import { openRepository } from '../../git/repository.ts'
import { emptyOutcome, type Outcome } from '../document-scanner.ts'
import type { FoundSecret } from '../found-secret.ts'
import { scanHistory } from '../history/scan-history.ts'
import type { ScanListener } from '../scan-request.ts'
import type { GithubRequest } from './github-request.ts'

export interface ScannedClone {
  readonly outcome: Outcome
  /** Digest of the references that were read; `undefined`: not to its end. */
  readonly read: string | undefined
}

/** Brings a repository here, and scans all it ever held. One whose references are as they were is left alone. */
export async function scanClone(
  request: GithubRequest,
  event: CloneEvent,
  directory: string,
  onProgress: (documents: number, bytes: number) => void,
): Promise<ScannedClone> {
  const { path, url, mayBeMissing } = event
  const outcome = emptyOutcome()
  const references = await request.remotes.readReferences(url)
  if (references === undefined) {
    if (mayBeMissing === undefined) {
      const reason = 'git finds no such repository; the token needs the permission "Contents: read"'
      outcome.problems.push({ path, reason })
      return { outcome, read: undefined }
    }
    outcome.skipped.push({ path, reason: mayBeMissing })
    return { outcome, read: 'nothing' }
  }
  const { digest, count, head } = references
  if (digest === event.lastRead) return { outcome, read: digest }
  if (count === 0) {
    outcome.skipped.push({ path, reason: 'no commit was ever pushed' })
    return { outcome, read: digest }
  }
  const kept = request.clonesDirectory
  const clone = kept === undefined ? join(directory, 'clone') : join(kept, `${path}.git`)
  try {
    await request.remotes.fetch(url, clone, head)
    const isWhole = await scanInto(outcome, request, event, clone, onProgress)
    return { outcome, read: isWhole ? digest : undefined }
  } finally {
    if (kept === undefined) removeDirectory(clone)
  }
}

async function scanInto(
  outcome: Outcome,
  request: GithubRequest,
  event: CloneEvent,
  clone: string,
  onProgress: (documents: number, bytes: number) => void,
): Promise<boolean> {
  const listener: ScanListener = {
    onFound: (item) => {
      outcome.found.push(withPlace(item, event))
      return false
    },
    onProgress,
    onRegexFallback: () => undefined,
    onIndexRefused: () => undefined,
    needsValues: true,
    suppressionUse: () => ({ suppressed: 0, expired: [], dead: [] }),
  }
  const { coverage } = await scanHistory(
    {
      ...request,
      repository: {
        ...openRepository(clone),
        environment: isolatedEnvironment(process.env, devNull),
      },
      paths: [],
      allCommits: false,
      reflog: false,
      unreachable: false,
      branch: undefined,
      shard: undefined,
      index: undefined,
    },
    listener,
  )
  const withPath = (note: { path: string; reason: string }) => ({
    ...note,
    path: note.path === '' ? event.path : `${event.path}/${note.path}`,
  })
  outcome.documents = coverage.documents
  outcome.bytes = coverage.bytes
  outcome.skipped.push(...coverage.skipped.map(withPath))
  outcome.problems.push(...coverage.problems.map(withPath))
  return coverage.complete
}

/** Code stays a place in git; of wikis and gists people know pages, not files. */
function withPlace(item: FoundSecret, { path, repository, part, urlOf }: CloneEvent): FoundSecret {
  const origin = item.finding.origin as GitOrigin
  const place = origin.path === '' ? path : `${path}/${origin.path}`
  const isFile = origin.blob !== undefined && origin.commit !== null
  const url = isFile ? urlOf(origin.commit!, origin.path.split('!')[0]!) : undefined
  const placed: Origin =
    part === 'code'
      ? { ...origin, path: place, ...(url !== undefined && { url }) }
      : originOf({
          path: place,
          repository,
          part,
          url,
          user: origin.author?.replace(/ <.*/, ''),
          time: origin.date,
          ...(origin.inHead === false && { isFormer: true as const }),
        })
  return { ...item, finding: { ...item.finding, origin: placed } }
}
