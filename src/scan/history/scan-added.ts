import { readAddedFiles, readStagedFiles } from '../../git/added-files.ts'
import { readHead } from '../../git/references.ts'
import type { Repository } from '../../git/repository.ts'
import type { Selection } from '../../git/select-commits.ts'
import type { ScanResult } from '../../report/scan-result.ts'
import { ScanAccount } from '../scan-account.ts'
import type { ScanListener, ScanRequest } from '../scan-request.ts'
import { AddedScan } from './added-scan.ts'
import { lfsPointerReason } from './lfs-pointer.ts'
import { makePathFilter } from './path-filter.ts'

/** What was added to a repository, and how to scan it. */
export interface AddedRequest extends Omit<ScanRequest, 'paths'> {
  readonly repository: Repository
  /** Globs from the repository's root; all paths when empty. */
  readonly paths: readonly string[]
  /** What was committed; `undefined`: what is staged. */
  readonly selection: Selection | undefined
}

/**
 * Scans the lines that a range of commits, or the index, adds: each changed file is scanned whole, and what stood
 * there before in any parent is left out.
 */
export async function scanAdded(
  request: AddedRequest,
  listener: ScanListener,
): Promise<ScanResult> {
  const { repository, selection, paths, configuration } = request
  const account = new ScanAccount(request, listener)
  const filter = makePathFilter(paths, configuration, repository.workTree)
  const onLfsPointer = (path: string) =>
    void account.skipped.push({ path, reason: lfsPointerReason })
  const scan = new AddedScan({ ...request, filter, onLfsPointer }, account)
  try {
    const head = await readHead(repository)
    await scan.scanFiles(
      selection
        ? await readAddedFiles(repository, selection.commits)
        : await readStagedFiles(repository, head),
    )
    if (selection) await scan.scanSelection(selection)
    for (const item of await scan.finish(selection && head)) account.report(item)
    return account.result()
  } finally {
    scan.close()
  }
}
