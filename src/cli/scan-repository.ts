import { openRepository } from '../git/repository.ts'
import type { ScanResult } from '../report/scan-result.ts'
import type { ScanListener, ScanRequest } from '../scan/scan-request.ts'
import type { GitOptions } from './git-options.ts'

/** `stanch scan git`: all history, or what was added. */
export async function scanRepository(
  request: ScanRequest,
  options: GitOptions,
  listener: ScanListener,
): Promise<ScanResult> {
  const repository = openRepository(options.directory, process.env)
  const { scanHistory } = await import('../scan/history/scan-history.ts')
  const { paths, allCommits, reflog, unreachable, branch, shard } = options
  return scanHistory(
    { ...request, repository, paths, allCommits, reflog, unreachable, branch, shard },
    listener,
  )
}
