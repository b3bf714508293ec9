import type { ObjectId } from '../../git/object-id.ts'
import type { Repository } from '../../git/repository.ts'
import type { ChangeCoverage, PolicySource, ScanResult } from '../../report/scan-result.ts'
import { reasonOf } from '../../text/error.ts'
import { appendAll } from '../../text/append-all.ts'
import { AddedScan } from '../history/added-scan.ts'
import { makePathFilter } from '../history/path-filter.ts'
import { ScanAccount } from '../scan-account.ts'
import type { ScanListener, ScanRequest } from '../scan-request.ts'
import type { Change, ChangeCommits, ObjectSupply } from './change.ts'
import { closeRange, type ClosedRange } from './close-range.ts'
import { listAddedFiles } from './list-added-files.ts'
import { placeAtForge } from './place-at-forge.ts'

/** A change to scan; `directory` is that of its policy, never of a work tree. */
export interface ChangeRequest extends Omit<ScanRequest, 'paths'> {
  /** Where its commits are, or are brought to; not looked at where it has none. */
  readonly repository: Repository
  readonly change: Change
  /** Its commits, where somebody closed their range already. */
  readonly closed?: ClosedRange | undefined
  /** `undefined`: what is missing stays so, and makes the scan incomplete. */
  readonly supply: ObjectSupply | undefined
  readonly policy: PolicySource
  /** `https://github.com`: findings get addresses there. Left out: that of the pull request, if it is one. */
  readonly serverUrl?: string | undefined
}

/**
 * Scans all that a change brings: the files of every commit, of merges what no parent has, also of commits that later
 * ones take back; messages, names, and the texts round them. Comments in the files allow nothing.
 *
 * Whatever is not known to have been seen is a problem, and the scan incomplete.
 */
export async function scanChange(
  request: ChangeRequest,
  listener: ScanListener,
): Promise<ScanResult> {
  const { change, policy, configuration, directory } = request
  const account = new ScanAccount(request, listener)
  const filter = makePathFilter([], configuration, directory)
  const onLfsPointer = (path: string) => void account.problems.push({ path, reason: lfsReason })
  const scan = new AddedScan({ ...request, filter, onLfsPointer }, account)
  try {
    const commits = await scanCommits(request, scan, account)
    const texts = await scanTexts(request, scan, account)
    for (const item of await scan.finish(headOf(change.commits, commits))) {
      account.report(placeAtForge({ ...item, allowedInline: false }, request))
    }
    const result = account.result()
    const covered: ChangeCoverage = { ...commits, fileBytes: scan.fileBytes, texts, policy }
    return { ...result, coverage: { ...result.coverage, change: covered } }
  } finally {
    scan.close()
  }
}

/** It is pushed with the change and can be read by whoever may read the repository. */
const lfsReason =
  'Git LFS keeps it elsewhere, and it was not scanned: check out with lfs: true, or fetch all of it (git lfs fetch --all); where it need not be scanned, have its path under ignore in the stanch.yaml of the policy'

type CommitCoverage = Pick<ChangeCoverage, 'commits' | 'fetched'>

async function scanCommits(
  { repository, change, closed, supply, signal }: ChangeRequest,
  scan: AddedScan,
  account: ScanAccount,
): Promise<CommitCoverage> {
  const { commits, ends, total, problems, fetched } =
    closed ?? (await closeRange(repository, change.commits, supply))
  appendAll(account.problems, problems)
  const listed = await listAddedFiles(repository, commits, supply)
  appendAll(account.problems, listed.problems)
  await scan.scanFiles(listed.files)
  await scan.scanSelection({ commits, ends })
  const scanned = signal.aborted ? 0 : commits.length - listed.unread
  return { commits: { scanned, total }, ...(fetched && { fetched }) }
}

/** @returns how many there were */
async function scanTexts(
  { change, signal }: ChangeRequest,
  scan: AddedScan,
  account: ScanAccount,
): Promise<number> {
  let count = 0
  try {
    for await (const event of change.texts) {
      if (signal.aborted) break
      if (event.kind === 'text') {
        scan.scanDocument(event.bytes, event.origin)
        count++
      } else {
        const { path, reason } = event
        account[event.kind === 'skipped' ? 'skipped' : 'problems'].push({ path, reason })
      }
    }
  } catch (error) {
    account.problems.push({ path: change.repository, reason: reasonOf(error) })
  }
  return count
}

/** What `inHead` is of; there are no findings in files where no commit was scanned. */
function headOf(
  commits: ChangeCommits,
  { commits: { scanned } }: CommitCoverage,
): ObjectId | undefined {
  if (scanned === 0) return undefined
  if (commits.kind === 'range') return commits.head
  return commits.kind === 'new' ? commits.updates.at(-1)?.to : undefined
}
